//! One test binary for the whole app; the folders mirror `src/`, and some are named after what they put it through.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "tests look, and break in, behind the doors")]

mod architecture;
mod demo;
mod documents;
mod effort;
mod support;

mod access {
    mod emergency;
    mod leaks;
    mod masks;
    mod new_records;
    mod policies;
    mod review;
    mod roles;
    mod walk;
    mod what_if;
    mod why;
}
mod attack {
    mod connections;
    mod filters;
    mod forms;
    mod logs;
    mod policy_texts;
    mod proxy;
    mod taking;
}
mod audit {
    mod leaving;
    mod tampering;
    mod words;
}
mod cli {
    mod accounts;
    mod commands;
    mod odd_files;
    mod passphrase;
    mod sheets;
}
mod crash {
    mod creates;
    mod imports;
}
mod crm {
    mod customer;
    mod duplicates;
    mod follow_up;
    mod old_follow_ups;
}
mod http {
    mod answers;
    pub(crate) mod ask;
    mod description;
    mod door;
    mod headers;
    mod nonsense;
    mod schema;
    mod sockets;
    pub(crate) mod table;
    mod tls;
}
mod inbox {
    mod mailing;
    mod notices;
    mod support;
}
mod mail {
    mod outbox;
    mod smtp;
}
mod people {
    mod company;
    mod departments;
    mod handover;
    mod invitation;
    mod staff;
}
mod records {
    mod documents;
    mod endurance;
    mod filter;
    mod groups;
    mod matrix;
    pub(crate) mod odd_files;
    mod options;
    mod recycle;
    mod registry;
    mod related;
    mod round_trip;
    mod run_time;
    mod scope;
    mod sorts;
    mod together;
    mod views;
}
mod start {
    mod full_disk;
    mod lockout;
    mod refusals;
    mod secrecy;
}
