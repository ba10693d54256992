"""Real sounds for tuning, apart from the pack that is reported: Debian's hydrogen-data and lmms-common, with what their
folders and names say."""
import pathlib
import re

LMMS = pathlib.Path("/usr/share/lmms/samples")
HYDROGEN = pathlib.Path("/usr/share/hydrogen/data/drumkits")
PERCUSSION = re.compile("cowbell|clave|conga|shaker|bongo|maraca|tambourine|triangle", re.IGNORECASE)


def sounds():
    """(path, truth) of every file that is known for something."""
    for path in sorted([*HYDROGEN.rglob("*.wav"), *HYDROGEN.rglob("*.flac"), *(LMMS / "drums").glob("*.ogg")]):
        role = "percussion" if PERCUSSION.search(path.stem) else "drums"
        yield path, {"form": "one-shot", "class": role, "role": role, "pitched": False, "bpm": None}
    for folder, role, form, pitched in (
        ("basses", "bass", "one-shot", True), ("bassloops", "bass", "loop", True), ("beats", "drums", "loop", False),
        ("effects", "fx", None, None), ("stringsnpads", "pad", "texture", True),
        ("instruments", "one-shot", "one-shot", True),
    ):
        for path in sorted((LMMS / folder).glob("*.ogg")):
            if "synth" in path.stem and role == "bass":
                role = "melody"
            yield path, {"form": form, "class": role, "role": role, "pitched": pitched, "bpm": None}
