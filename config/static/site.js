// Adds to pages that are complete without it. No data leaves the site.
"use strict";

// Leaving: the page must not come back with the Back button, nor stay in a cache.
for (const link of document.querySelectorAll("[data-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(link.href);
  });
}

for (const summary of document.querySelectorAll("[data-focus]")) summary.focus();

// Wide screens show folded filters by the stylesheet; older browsers need this.
if (!CSS.supports("selector(details::details-content)") && window.matchMedia("(min-width: 60rem)").matches) {
  for (const fold of document.querySelectorAll("details.fold")) fold.open = true;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}
