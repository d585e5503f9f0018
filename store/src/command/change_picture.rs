//! A merchant's logo and banner (RULES §8): effective at once, each change in the history of the settings. The same picture
//! again changes nothing; whoever was overtaken changes nothing, either.

use crate::secret::SessionToken;
use crate::table::entry::{self, Entry};
use crate::table::set_up_change::{self, Author, SetUpChange};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::change::{FieldChange, Subject};
use domain::event::EventKind;
use domain::permission::Function;
use domain::picture::{Picture, PictureKind, PictureName, Plate, Size};
use domain::refusal::Refusal;
use sha2::{Digest, Sha256};
use sqlx::any::AnyQueryResult;

/// A picture that was unpacked, fitted and packed again: nothing of the file that somebody sent is left in it.
#[derive(Debug, Clone)]
pub struct NewPicture {
    /// `image/png` or `image/jpeg`
    pub media_type: &'static str,
    /// Its pixels.
    pub size: Size,
    /// What it stands on.
    pub plate: Plate,
    /// The file.
    pub bytes: Vec<u8>,
}

impl NewPicture {
    /// As pages will show it.
    pub fn picture(&self) -> Picture {
        Picture {
            name: PictureName::of_hash(Sha256::digest(&self.bytes).into()),
            size: self.size,
            plate: self.plate,
        }
    }
}

impl Store {
    /// From now on this picture, or none, stands where the merchant's picture of this kind does, whatever stood there.
    pub async fn change_picture(
        &self,
        session: &SessionToken,
        kind: PictureKind,
        picture: Option<NewPicture>,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let present = self.picture_of(actor.merchant, kind).await?.map(|picture| picture.name);
        self.replace_picture(actor, kind, present, picture).await
    }

    /// The same from a page that showed a picture, or none: whoever was overtaken replaces nothing.
    pub async fn change_shown_picture(
        &self,
        session: &SessionToken,
        kind: PictureKind,
        shown: Option<&PictureName>,
        picture: Option<NewPicture>,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let present = self.picture_of(actor.merchant, kind).await?.map(|picture| picture.name);
        // Who sends the same form twice has seen the former picture.
        let is_done = present == picture.as_ref().map(|picture| picture.picture().name);
        if !is_done && present.as_ref() != shown {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
        self.replace_picture(actor, kind, present, picture).await
    }

    async fn replace_picture(
        &self,
        actor: Actor,
        kind: PictureKind,
        present: Option<PictureName>,
        picture: Option<NewPicture>,
    ) -> Result<(), StoreError> {
        let name = picture.as_ref().map(|picture| picture.picture().name);
        if present == name {
            return Ok(());
        }
        let now = self.now();
        let merchant = i64::from(actor.merchant.0);
        let event = Entry {
            line: name.as_ref().map(PictureName::to_string),
            ..Entry::new(merchant, EventKind::PictureChanged, now).by(&actor)
        };
        let text = |name: Option<&PictureName>| name.map(PictureName::to_string).unwrap_or_default();
        let field = FieldChange {
            field: kind.as_str().to_owned(),
            before: text(present.as_ref()),
            after: text(name.as_ref()),
        };
        let change = SetUpChange {
            merchant,
            subject: Subject::Settings,
            key: String::new(),
            author: Author::Account(actor),
            fields: vec![field],
            note: String::new(),
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    if let Some(present) = present {
                        let removed = sqlx::query(
                            "DELETE FROM merchant_picture WHERE merchant = $1 AND kind = $2 AND name = $3",
                        )
                        .bind(merchant)
                        .bind(kind.as_str())
                        .bind(present.to_string())
                        .execute(&mut *connection)
                        .await?;
                        one_row(&removed)?;
                    }
                    if let (Some(picture), Some(name)) = (picture, name) {
                        let added = sqlx::query(
                            "INSERT INTO merchant_picture (merchant, kind, name, media_type, width, height, plate,
                                                           bytes, changed_at)
                             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                             ON CONFLICT (merchant, kind) DO NOTHING",
                        )
                        .bind(merchant)
                        .bind(kind.as_str())
                        .bind(name.to_string())
                        .bind(picture.media_type)
                        .bind(i64::from(picture.size.width))
                        .bind(i64::from(picture.size.height))
                        .bind(picture.plate.as_str())
                        .bind(picture.bytes)
                        .bind(now.0)
                        .execute(&mut *connection)
                        .await?;
                        one_row(&added)?;
                    }
                    entry::insert(&mut *connection, &event).await?;
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await
    }
}

/// Somebody else changed it between reading and writing.
fn one_row(done: &AnyQueryResult) -> Result<(), StoreError> {
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Refused(Refusal::ChangedMeanwhile)) }
}
