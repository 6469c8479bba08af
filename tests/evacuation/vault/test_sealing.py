"""A seal opens under its key, label and place alone."""

from __future__ import annotations

import pytest
from nacl.bindings import crypto_generichash_blake2b_salt_personal as blake2b

from evacuation.vault.encoding import Label, encode
from evacuation.vault.sealing import (
    BOX_BYTES,
    SEAL_BYTES,
    box,
    box_public,
    derive,
    new_key,
    open_box,
    open_seal,
    seal,
    sign,
    sign_public,
    verify,
)
from evacuation.vault.secret import Secret
from tests.evacuation.vault.people import CASE, OTHER_CASE, key
from tests.evacuation.vault.tampering import refused, refuses_tampering

KEY = key("seal")


def test_a_seal_refuses_every_change() -> None:
    sealed = seal(KEY, b"plain", Label.DATA, CASE, 1)
    assert len(sealed) == len(b"plain") + SEAL_BYTES
    refuses_tampering(sealed, lambda data: open_seal(KEY, data, Label.DATA, CASE, 1))


def test_a_seal_refuses_another_key_label_or_place() -> None:
    sealed = seal(KEY, b"plain", Label.DATA, CASE, 1)
    assert open_seal(KEY, sealed, Label.DATA, CASE, 1) == b"plain"
    refused(lambda: open_seal(key("other"), sealed, Label.DATA, CASE, 1))
    refused(lambda: open_seal(Secret(b""), sealed, Label.DATA, CASE, 1))
    refused(lambda: open_seal(KEY, sealed, Label.INBOX, CASE, 1))
    refused(lambda: open_seal(KEY, sealed, Label.DATA, OTHER_CASE, 1))
    refused(lambda: open_seal(KEY, sealed, Label.DATA, CASE, 2))
    refused(lambda: open_seal(KEY, sealed, Label.DATA, 1, CASE))
    refused(lambda: open_seal(KEY, sealed, Label.DATA, CASE))


def test_no_two_seals_are_alike() -> None:
    assert len({seal(KEY, b"plain", Label.DATA) for _ in range(50)}) == 50
    assert new_key() != new_key()


def test_a_key_of_another_length_derives_nothing() -> None:
    for length in (0, 1, 15, 65):
        with pytest.raises(ValueError, match="16 to 64"):
            derive(Secret(bytes(length)), Label.COMMIT)
    assert derive(Secret(bytes(16)), Label.COMMIT) != derive(
        Secret(bytes(64)), Label.COMMIT
    )


def test_derivation_is_the_keyed_blake2b_of_libsodium() -> None:
    expected = blake2b(encode(Label.COMMIT, CASE, 3), 32, KEY.reveal())
    assert derive(KEY, Label.COMMIT, CASE, 3).reveal() == expected


def test_labels_and_contexts_derive_apart() -> None:
    made = {derive(KEY, label, 1).reveal() for label in Label}
    made |= {derive(KEY, label, 2).reveal() for label in Label}
    assert len(made) == 2 * len(Label)


def test_a_box_opens_for_its_holder_alone_and_whole() -> None:
    boxed = box(box_public(KEY), b"plain")
    assert len(boxed) == len(b"plain") + BOX_BYTES
    refuses_tampering(boxed, lambda data: open_box(KEY, data))
    refused(lambda: open_box(key("other"), boxed))
    refused(lambda: open_box(Secret(b"short"), boxed))


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), b"\1" + bytes(31)])
def test_nothing_is_boxed_for_what_is_no_public_key(public: bytes) -> None:
    with pytest.raises(ValueError, match="no public key") as caught:
        box(public, b"plain")
    assert caught.value.__context__ is None


def test_a_signature_fits_one_signer_label_and_content() -> None:
    public, signature = sign_public(KEY), sign(KEY, Label.ORDER, CASE, "triage")
    refuses_tampering(
        signature, lambda s: verify(public, s, Label.ORDER, CASE, "triage")
    )
    other = sign_public(key("other"))
    refused(lambda: verify(other, signature, Label.ORDER, CASE, "triage"))
    refused(lambda: verify(public, signature, Label.APPROVE, CASE, "triage"))
    refused(lambda: verify(public, signature, Label.ORDER, CASE, "identity"))
    refused(lambda: verify(b"", signature, Label.ORDER, CASE, "triage"))


def test_a_key_of_small_order_signs_nothing() -> None:
    for public in (bytes(32), b"\1" + bytes(31)):
        refused(
            lambda public=public: verify(public, public + bytes(32), Label.ORDER)  # type: ignore[misc]
        )
