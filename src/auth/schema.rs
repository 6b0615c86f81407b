//! The tables of lockouts, sessions and invitations, as the migrations make them.

use crate::people::schema::{user, user_role};

diesel::table! {
    lockout (login) {
        login -> Text,
        failures -> BigInt,
        locks -> BigInt,
        locked_until -> Nullable<BigInt>,
        tried_at -> BigInt,
        runs_until -> Nullable<BigInt>,
        tried_running -> BigInt,
    }
}

diesel::table! {
    session (id) {
        id -> BigInt,
        token_hash -> Text,
        user_id -> BigInt,
        created_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
        ip -> Nullable<Text>,
        agent -> Nullable<Text>,
    }
}

diesel::table! {
    invitation (user_id) {
        user_id -> BigInt,
        token_hash -> Text,
        created_at -> BigInt,
        created_by -> Nullable<BigInt>,
        expires_at -> BigInt,
    }
}

diesel::joinable!(invitation -> user (user_id));
diesel::joinable!(session -> user (user_id));
diesel::allow_tables_to_appear_in_same_query!(invitation, user);
diesel::allow_tables_to_appear_in_same_query!(session, user);
diesel::allow_tables_to_appear_in_same_query!(session, user_role);
