"""A drawn page as the smaller of PNG and JPEG, with nothing in it but its pixels."""

from io import BytesIO

from PIL import Image, ImageChops

from agreements.inspection import kinds

_JPEG_QUALITY = 80
_FEW_COLOURS = 256


def encode(image: Image.Image) -> tuple[str, bytes]:
    """Encode an RGB picture as PNG where that is exact and smaller, else as JPEG; grey where the picture is grey.

    Comments, marks of the camera and small pictures that came with it are not carried over.
    """
    image = _without_colour(image).copy()
    image.info.clear()
    photograph = BytesIO()
    image.save(photograph, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    if image.getcolors(_FEW_COLOURS) is not None:
        exact = BytesIO()
        plain = image if image.mode == "L" else image.quantize(_FEW_COLOURS, dither=Image.Dither.NONE)
        plain.save(exact, "PNG", optimize=True)
        if exact.tell() <= photograph.tell():
            return kinds.PNG, exact.getvalue()
    return kinds.JPEG, photograph.getvalue()


def _without_colour(image: Image.Image) -> Image.Image:
    red, green, blue = image.split()
    if ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox():
        return image
    return red
