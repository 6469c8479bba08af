"""Movement as data and rules: papers, legs, medicine, go or no-go, check-ins. Pure."""
