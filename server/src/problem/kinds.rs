//! Every kind of problem there is: status, `o:errorCode` and title, which says what is wrong and what to do.

/// A kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The HTTP status.
    pub status: u16,
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub title: &'static str,
}

macro_rules! kinds {
    ($($name:ident $status:literal $title:literal)*) => {
        $(
            #[doc = $title]
            pub const $name: Kind = Kind { status: $status, code: stringify!($name), title: $title };
        )*

        /// All, by status.
        pub const ALL: &[Kind] = &[$($name),*];
    };
}

kinds! {
    INVALID 400 "Something in the request is not right. Correct what o:errorDetails names and send it again."
    BAD_QUERY 400 "The expression q is not understood. Correct it at the character that o:errorPath names, counted from 0."
    BAD_ORDER 400 "orderby is not understood. Name members with :asc or :desc, with commas between."
    MALFORMED_JSON 400 "The body is not JSON. Send a JSON document in UTF-8."
    MALFORMED_CREDENTIALS 400 "The Authorization header is not that of an access token. Send one header, Authorization: Bearer and the token."
    BAD_REQUEST 400 "The request could not be understood. Compare it with the documentation."
    NO_CREDENTIALS 401 "Nobody is signed in. Send an access token of the identity provider as Authorization: Bearer and the token."
    INVALID_TOKEN 401 "The access token is not accepted. Get a new one from the identity provider; an administrator can see why it was refused."
    NOT_ADMITTED 403 "The application is not admitted. Ask an administrator whether its client id is that of an Active integration user."
    INSUFFICIENT_SCOPE 403 "The application does not reach as far as this needs. Ask an administrator for the scope or the group that is missing."
    NOT_ALLOWED 403 "You may not do this. Ask an administrator to do it, or to give you the right to."
    READ_ONLY_GROUP 403 "This group is built in and cannot be changed. Its members can."
    FOREIGN_ORIGIN 403 "The request does not come from a page of this site. Use an access token instead of the session."
    NOT_FOUND 404 "There is nothing at this address. Look it up in the list it belongs to."
    WRONG_METHOD 405 "This address does not take the method. Use one of those that Allow names."
    NOT_ACCEPTABLE 406 "Accept does not allow JSON, and there is nothing else here. Send Accept: application/json."
    CLIENT_ID_TAKEN 409 "Another integration user already has this client id. Use that one, or another client id."
    VARIABLE_NAME_TAKEN 409 "Another group already has this variable name. Use that one, or another name."
    PRECONDITION_FAILED 412 "It was changed meanwhile, or is not as your condition wants it. Read it again and decide anew."
    TOO_LARGE 413 "The body is larger than 1 MiB. Send less at once."
    NOT_JSON 415 "The body must be JSON in UTF-8, not compressed. Send Content-Type: application/json."
    TOO_MANY_CALLS 429 "The application calls too often. Wait as long as Retry-After says."
    INTERNAL 500 "Something went wrong on the server. If it stays, give the operator the request id."
    UNAVAILABLE 503 "The server or its database cannot be had just now. Send the request again after Retry-After."
    STORAGE_FULL 503 "The disk of the database is full, so nothing can be written. Send the request again once there is room."
    KEYS_UNAVAILABLE 503 "Access tokens cannot be checked just now. Send the request again after Retry-After."
    NO_PROVIDER 503 "No identity provider is configured, so no access token can be checked. An administrator has to do that first."
}
