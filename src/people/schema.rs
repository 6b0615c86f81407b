//! The tables of people and settings, as the foundation migration makes them.

diesel::table! {
    setting (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    department (id) {
        id -> BigInt,
        name -> Text,
        parent_id -> Nullable<BigInt>,
        leader_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    user (id) {
        id -> BigInt,
        login -> Text,
        name -> Text,
        password_hash -> Text,
        department_id -> Nullable<BigInt>,
        active -> Bool,
        post -> Nullable<Text>,
        email -> Nullable<Text>,
        superior_id -> Nullable<BigInt>,
        clearance -> BigInt,
        leaving -> Bool,
        preferences -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    user_role (user_id, role) {
        user_id -> BigInt,
        role -> Text,
    }
}

diesel::table! {
    user_department (user_id, department_id) {
        user_id -> BigInt,
        department_id -> BigInt,
    }
}

diesel::table! {
    reveal (user_id, day) {
        user_id -> BigInt,
        day -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    role (name) {
        name -> Text,
        definition -> Text,
        version -> BigInt,
        updated_at -> BigInt,
        updated_by -> Nullable<BigInt>,
    }
}

diesel::joinable!(user -> department (department_id));
diesel::joinable!(user_role -> user (user_id));
diesel::allow_tables_to_appear_in_same_query!(user, user_role, user_department, department);
