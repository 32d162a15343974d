//! Files in and out at the browser: the upload of an import, and the list written out.

pub mod export;
pub mod upload;
