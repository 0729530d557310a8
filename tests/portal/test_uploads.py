"""Of an upload only pixels stay, and whatever is no honest image is refused before it costs anything."""

import os
import time
import uuid
from io import BytesIO

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal import uploads
from portal.tasks import delete_stray_files
from portal.uploads import BadUpload
from tests import images
from tests.accounts.factories import BulkJobFactory
from tests.factories import ScreenshotFactory


def read(name, content):
    return uploads.read_image(BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("shot.png", images.png(), "PNG"),
        ("SHOT.PNG", images.png(), "PNG"),
        ("photo.jpg", images.jpeg(), "JPEG"),
        ("photo.of.me.jpeg", images.jpeg(), "JPEG"),
    ],
)
def test_an_honest_image_keeps_its_pixels(name, content, kind):
    image = read(name, content)

    assert (image.kind, image.width, image.height) == (kind, 40, 20)
    with Image.open(BytesIO(image.content)) as again:
        red, green, blue = again.convert("RGB").getpixel((10, 10))
    assert (red, round(green, -1), round(blue, -1)) == (0, 130, 130)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_sort_of_pixels_is_read(mode):
    file = BytesIO()
    Image.new(mode, (5, 5)).save(file, format="PNG")
    assert read("shot.png", file.getvalue()).width == 5


@pytest.mark.parametrize("case", images.POLYGLOTS)
def test_nothing_but_pixels_survives(case):
    name, content = images.POLYGLOTS[case]

    image = read(name, content)

    assert b"script" not in image.content
    assert b"<?php" not in image.content
    assert b"PK\x03\x04" not in image.content
    with Image.open(BytesIO(image.content)) as again:
        assert not again.getexif()
        assert not {"comment", "Comment", "exif", "icc_profile"} & set(again.info)


def test_a_jpeg_that_comes_in_passes_is_taken():
    assert read("photo.jpg", images.jpeg(200, 100, progressive=True)).width == 200


def test_a_photo_that_lies_on_its_side_stands_up():
    image = read("photo.jpg", images.jpeg_of_a_camera("-"))
    assert (image.width, image.height) == (20, 40)


@pytest.mark.parametrize("case", images.HOSTILE)
def test_a_hostile_file_is_refused_with_words_for_the_user(case):
    name, content = images.HOSTILE[case]
    begun = time.thread_time()

    with pytest.raises(BadUpload) as refusal:
        read(name, content)

    assert str(refusal.value).endswith(".")
    assert time.thread_time() - begun < 2


@override_settings(UPLOAD_MAX_PIXELS=800)
def test_a_pixel_too_many_is_refused_even_where_warnings_are_off():
    assert read("shot.png", images.png(40, 20)).width == 40
    with pytest.raises(BadUpload, match="million pixels"):
        read("shot.png", images.png(40, 21))


@given(st.binary(max_size=300), st.sampled_from(["a.png", "a.jpg", "a", "", "a\0.png"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(noise, name):
    for content in (
        noise,
        images.png() + noise,
        images.png()[:20] + noise,
        b"\xff\xd8\xff" + noise,
    ):
        try:
            read(name, content)
        except BadUpload:
            continue


class TestStoring:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path):
        settings.UPLOAD_DIR = tmp_path / "uploads"
        return settings.UPLOAD_DIR

    def test_a_file_is_for_us_alone_and_has_no_name_of_its_own(self, folder):
        key = uuid.uuid4()
        uploads.store(key, b"pixels")

        [file] = folder.iterdir()
        assert file.name == str(key)
        assert file.stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700

    def test_a_file_is_never_overwritten(self):
        key = uuid.uuid4()
        uploads.store(key, b"pixels")
        with pytest.raises(FileExistsError):
            uploads.store(key, b"others")

    @pytest.mark.django_db
    def test_strays_go_when_they_are_old_and_nobody_needs_them(self, folder):
        picture, infected = ScreenshotFactory(), ScreenshotFactory(state="infected")
        roster = BulkJobFactory(kind="roster", state="reading", ending=".csv")
        needed = {str(row.pk) for row in (picture, roster)}
        for key in (picture.pk, roster.pk, infected.pk, BulkJobFactory().pk, uuid.uuid4()):
            uploads.store(key, b"content")

        assert uploads.delete_strays(before=time.time() - 60) == 0
        assert uploads.delete_strays(before=time.time() + 60) == 3
        assert {file.name for file in folder.iterdir()} == needed

    @pytest.mark.django_db
    def test_the_sweep_leaves_a_sending_a_day(self, folder):
        old, young = uuid.uuid4(), uuid.uuid4()
        for key in (old, young):
            uploads.store(key, b"half-way")
        os.utime(folder / str(old), (0, 0))

        delete_stray_files()
        assert [file.name for file in folder.iterdir()] == [str(young)]

    @pytest.mark.django_db
    def test_a_file_of_somebody_else_is_left_alone(self, folder):
        uploads.store(uuid.uuid4(), b"stray")
        (folder / "a-b-c-d-notes.txt").write_text("not ours")
        assert uploads.delete_strays(before=time.time() + 60) == 1
        assert [file.name for file in folder.iterdir()] == ["a-b-c-d-notes.txt"]

    def test_deleting_twice_is_no_error(self):
        uploads.delete(uuid.uuid4())
