//! A file that a merchant sends becomes a picture of ours: unpacked, turned upright, fitted and packed again, so that no
//! trick of the file and no place where a photograph was taken is left in it.

use domain::picture::{LONGEST_EDGE, NotTaken, PictureKind, Plate, Size, Wanted};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use std::io::Cursor;
use store::command::change_picture::NewPicture;
use tokio::sync::Semaphore;

/// Memory of one that is unpacked.
const MOST_MEMORY: u64 = 160 * 1024 * 1024;
/// Of a hundred.
const JPEG_QUALITY: u8 = 85;
/// One at a time: the counter needs the rest.
static UNPACKING: Semaphore = Semaphore::const_new(1);

/// The picture in a file, or why it is none that we take.
pub async fn unpack(kind: PictureKind, file: Vec<u8>) -> Result<NewPicture, NotTaken> {
    unpack_as(kind.wanted(), file).await
}

/// The same of any picture that is wanted.
pub async fn unpack_as(wanted: Wanted, file: Vec<u8>) -> Result<NewPicture, NotTaken> {
    if file.is_empty() {
        return Err(NotTaken::Missing);
    }
    if file.len() > wanted.most_bytes {
        return Err(NotTaken::TooLarge);
    }
    let turn = UNPACKING.acquire().await.map_err(|_| NotTaken::NoPicture)?;
    let work = move || {
        // Whoever hangs up does not make room for another while it goes on.
        let _turn = turn;
        unpacked(wanted, &file)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| NotTaken::NoPicture)?
}

fn unpacked(wanted: Wanted, file: &[u8]) -> Result<NewPicture, NotTaken> {
    let broken = |_: image::ImageError| NotTaken::NoPicture;
    let mut reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| NotTaken::NoPicture)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Err(NotTaken::NoPicture);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width > LONGEST_EDGE || height > LONGEST_EDGE {
        return Err(NotTaken::TooManyPixels);
    }
    let upright = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(upright);
    let size = Size { width: picture.width(), height: picture.height() };
    if size.width <= wanted.wider_than {
        return Err(NotTaken::TooNarrow);
    }
    let fitted = size.inside(wanted.room);
    if fitted != size {
        picture = picture.resize_exact(fitted.width, fitted.height, image::imageops::FilterType::Lanczos3);
    }
    let picture = picture.into_rgba8();
    let plate = Plate::below(picture.pixels().map(|pixel| pixel.0));
    let (media_type, bytes) = packed(&picture).map_err(broken)?;
    Ok(NewPicture { media_type, size: fitted, plate, bytes })
}

/// The pixels of a picture of ours, four bytes each.
pub fn pixels(file: &[u8]) -> Option<(Size, Vec<u8>)> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?.into_rgba8();
    Some((Size { width: picture.width(), height: picture.height() }, picture.into_raw()))
}

/// The smaller of both; a picture with clear parts has only one.
fn packed(picture: &RgbaImage) -> image::ImageResult<(&'static str, Vec<u8>)> {
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive);
    picture.write_with_encoder(encoder)?;
    if picture.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
        return Ok(("image/png", png));
    }
    let mut jpeg = Vec::new();
    DynamicImage::ImageRgba8(picture.clone())
        .into_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY))?;
    if jpeg.len() < png.len() { Ok(("image/jpeg", jpeg)) } else { Ok(("image/png", png)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::picture::{MOST_BYTES, OF_A_PRODUCT};
    use image::{Rgba, RgbaImage};

    fn png(picture: &RgbaImage) -> Vec<u8> {
        let mut file = Vec::new();
        picture.write_with_encoder(PngEncoder::new(&mut file)).expect("a file");
        file
    }

    #[tokio::test]
    async fn a_large_logo_is_fitted() {
        let file = png(&RgbaImage::from_pixel(1660, 360, Rgba([178, 48, 28, 255])));
        let logo = unpack(PictureKind::Logo, file).await.expect("a picture");
        assert_eq!(logo.size, Size { width: 498, height: 108 });
        let again = image::load_from_memory(&logo.bytes).expect("a picture");
        assert_eq!((again.width(), again.height()), (498, 108));
    }

    #[tokio::test]
    async fn what_is_clear_stays_clear() {
        let mut letters = RgbaImage::from_pixel(166, 36, Rgba([0, 0, 0, 0]));
        letters.put_pixel(3, 3, Rgba([255, 255, 255, 255]));
        let logo = unpack(PictureKind::Logo, png(&letters)).await.expect("a picture");
        assert_eq!((logo.media_type, logo.plate), ("image/png", Plate::Dark));
        let again = image::load_from_memory(&logo.bytes).expect("a picture").into_rgba8();
        assert_eq!(again.get_pixel(0, 0).0[3], 0);
    }

    #[tokio::test]
    async fn a_photograph_stands_upright_and_forgets_where_it_was_taken() {
        // A JPEG of 40×20 whose orientation says: turned by a quarter.
        let mut jpeg = Vec::new();
        let picture =
            image::RgbImage::from_fn(40, 20, |x, y| image::Rgb([(x * 6) as u8, (y * 12) as u8, 99]));
        picture.write_with_encoder(JpegEncoder::new(&mut jpeg)).expect("a file");
        let exif =
            [&b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"[..]]
                .concat();
        let file = [&jpeg[..2], &exif, &jpeg[2..]].concat();
        let banner = unpack(PictureKind::Banner, file).await.expect("a picture");
        assert_eq!(banner.size, Size { width: 20, height: 40 });
        assert!(!banner.bytes.windows(4).any(|part| part == b"Exif"));
    }

    #[tokio::test]
    async fn a_products_picture_is_wider_than_400_pixels() {
        let of_width = |width| png(&RgbaImage::from_pixel(width, 300, Rgba([178, 48, 28, 255])));
        assert_eq!(unpack_as(OF_A_PRODUCT, of_width(400)).await.err(), Some(NotTaken::TooNarrow));
        let taken = unpack_as(OF_A_PRODUCT, of_width(401)).await.expect("a picture");
        assert_eq!(taken.size, Size { width: 401, height: 300 });
        let large = unpack_as(OF_A_PRODUCT, of_width(3200)).await.expect("a picture");
        assert_eq!(large.size, Size { width: 1600, height: 150 });
        let of_five_megabytes = vec![0; OF_A_PRODUCT.most_bytes + 1];
        assert_eq!(unpack_as(OF_A_PRODUCT, of_five_megabytes).await.err(), Some(NotTaken::TooLarge));
    }

    #[tokio::test]
    async fn what_is_no_picture_is_not_taken() {
        let whole = png(&RgbaImage::from_pixel(9, 9, Rgba([1, 2, 3, 255])));
        for (file, why) in [
            (Vec::new(), NotTaken::Missing),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), NotTaken::NoPicture),
            (whole[..whole.len() / 2].to_vec(), NotTaken::NoPicture),
            (vec![0; MOST_BYTES + 1], NotTaken::TooLarge),
            (png(&RgbaImage::from_pixel(LONGEST_EDGE + 1, 1, Rgba([1, 2, 3, 255]))), NotTaken::TooManyPixels),
        ] {
            assert_eq!(unpack(PictureKind::Logo, file).await.err(), Some(why));
        }
    }
}
