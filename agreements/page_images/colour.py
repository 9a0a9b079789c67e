"""Any picture that Pillow reads, made an upright sRGB picture of bounded size on white."""

from io import BytesIO
from typing import cast

from PIL import Image, ImageCms, ImageOps

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_ALPHA = {"RGBA", "LA", "PA", "RGBa", "La"}


def shrink_to_srgb(picture: Image.Image, longest: int) -> Image.Image:
    """Return an RGB picture no longer than `longest` on either side; smaller ones keep their size."""
    profile = picture.info.get("icc_profile")
    picture.draft(None, (longest, longest))  # lets a large JPEG be decoded at a half, a quarter, an eighth
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    plain = _eight_bit(upright)
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _on_white(plain, profile)


def _eight_bit(picture: Image.Image) -> Image.Image:
    """A picture of a mode that can be resized smoothly, transparency kept."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in {"I", "F"}:
        low, high = cast("tuple[float, float]", picture.getextrema())
        scale = 255 / ((high - low) or 1)
        return picture.point(lambda value: value * scale - low * scale).convert("L")
    if "transparency" in picture.info and picture.mode not in _ALPHA:
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode in {"P", "PA"}:
        return picture.convert("RGBA" if picture.mode == "PA" else "RGB")
    return picture


def _on_white(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode not in _ALPHA:
        return _converted(picture, profile)
    picture = picture.convert("RGBA")
    page = Image.new("RGB", picture.size, "white")
    page.paste(_converted(picture.convert("RGB"), profile), mask=picture.getchannel("A"))
    return page


def _converted(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB; a profile that is broken or of another kind of colour is passed over."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return picture.convert("RGB")
