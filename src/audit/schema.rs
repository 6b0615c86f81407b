//! The log's tables, as the migration makes them.

diesel::table! {
    audit_event (seq) {
        seq -> BigInt,
        at -> BigInt,
        kind -> Text,
        outcome -> Text,
        user_id -> Nullable<BigInt>,
        login -> Text,
        ip -> Nullable<Text>,
        session_id -> Nullable<BigInt>,
        object -> Nullable<Text>,
        record_id -> Nullable<BigInt>,
        detail -> Text,
        leaf -> Binary,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        size -> BigInt,
        frontier -> Binary,
        signed_size -> BigInt,
        signed_frontier -> Binary,
    }
}

diesel::table! {
    audit_checkpoint (size) {
        size -> BigInt,
        at -> BigInt,
        note -> Text,
    }
}
