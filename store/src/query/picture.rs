//! A merchant's pictures (RULES §7, §8).

use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::identity::MerchantNumber;
use domain::picture::{Picture, PictureKind, PictureName, Plate, Size};

/// What stands behind a picture's address.
#[derive(Debug, Clone)]
pub struct PictureFile {
    /// `image/png` or `image/jpeg`
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Store {
    /// The file of this name; public, as everything that stands on a ticket.
    pub async fn picture_file(&self, name: &PictureName) -> Result<PictureFile, StoreError> {
        let row = sqlx::query(
            "SELECT media_type, bytes FROM merchant_picture WHERE name = $1
             UNION ALL SELECT media_type, bytes FROM product_picture WHERE name = $1 LIMIT 1",
        )
        .bind(name.as_str())
        .fetch_optional(self.engine.look_ups())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        Ok(PictureFile { media_type: columns.text("media_type")?, bytes: columns.bytes("bytes")? })
    }

    /// The picture of this kind, if the merchant has one.
    pub async fn picture_of(
        &self,
        merchant: MerchantNumber,
        kind: PictureKind,
    ) -> Result<Option<Picture>, StoreError> {
        let row = sqlx::query(
            "SELECT name, width, height, plate FROM merchant_picture WHERE merchant = $1 AND kind = $2",
        )
        .bind(i64::from(merchant.0))
        .bind(kind.as_str())
        .fetch_optional(self.engine.look_ups())
        .await?;
        row.map(|row| picture(&Columns(&row), ["name", "width", "height", "plate"])).transpose()
    }
}

/// From the columns that hold its name, width, height and plate.
pub(super) fn picture(
    columns: &Columns<'_>,
    [name, width, height, plate]: [&str; 4],
) -> Result<Picture, StoreError> {
    Ok(Picture {
        name: PictureName::parse(&columns.text(name)?).ok_or(StoreError::Corrupt("a picture's name"))?,
        size: Size { width: columns.count(width)?, height: columns.count(height)? },
        plate: columns.stated(plate, Plate::parse)?,
    })
}
