//! Who is told of what: whom it concerns, once, of nothing that was undone, and by no name that they may not see.

use chrono::Duration;
use kedun::actor::Actor;
use kedun::error::Error;
use kedun::model::Draft;
use kedun::notices::{self, NewNotice, NoticeKind};
use kedun::records::write;
use rocket::http::{Method, Status};
use serde_json::{Value as Json, json};

use super::support::{finished, given, import, minute, told, unread};
use crate::support::person::id;
use crate::support::{Person, TestApp};

#[test]
fn whoever_is_given_a_record_is_told_and_nobody_else() {
    let app = TestApp::new();
    let (wu, lin, chen) = (app.admin("wu"), app.person("lin", &["sales"]), app.person("chen", &["sales"]));
    let mut heard = notices::listen(&app.server.db).expect("the table is watched");
    heard.mark_unchanged();
    lin.create("customer", json!({ "name": "自己录入" }));
    assert!(!heard.has_changed().unwrap(), "what somebody does themselves is told to nobody");
    let customer = given(&wu, lin.id, "恒通贸易");
    assert!(heard.has_changed().unwrap(), "whoever listens hears of it");
    let [notice] = &told(&lin, "")[..] else { panic!("{:?}", told(&lin, "")) };
    assert_eq!((&notice["text"], &notice["kind"]), (&json!("wu 把客户“恒通贸易”交给了您"), &json!("assigned")));
    assert_eq!((&notice["path"], &notice["by"]["title"]), (&json!(format!("/r/customer/{}", id(&customer))), &json!("wu")));
    assert_eq!((told(&wu, "").len(), told(&chen, "").len()), (0, 0));
    let english = lin.request(Method::Get, "/api/notices", None, &[("Accept-Language", "en")]).body;
    assert!(english["items"][0]["text"].as_str().unwrap().contains("恒通贸易"), "{english}");

    let read = format!("/api/notices/{}/read", id(notice));
    chen.post(&read, json!({})).assert(Status::NotFound);
    assert_eq!(unread(&lin).len(), 1);
    lin.post(&read, json!({})).assert(Status::NoContent);
    lin.post(&read, json!({})).assert(Status::NoContent);
    assert_eq!((unread(&lin).len(), told(&lin, "")[0]["read"].as_bool()), (0, Some(true)));
    // A change of something else tells nobody.
    wu.update("customer", &wu.one("customer", &customer).body, json!({ "level": "A" })).assert(Status::Ok);
    assert_eq!(unread(&lin).len(), 0);
    app.assert_log_verifies();
}

#[test]
fn of_what_was_undone_nobody_is_told() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    let (engine, owner) = (app.server.engine.pin(), lin.id);
    let broken = app.server.db.write_blocking(&Actor::system("test"), move |tx| {
        let customer = engine.object("customer")?.clone();
        let draft = |name: &str| Draft::new().set("name", name).set("owner", owner);
        // One of two steps fails, and what it told goes with it.
        write::create(tx, &engine, &customer, draft("留下的"))?;
        let second: Result<(), Error> = tx.attempt(|tx| {
            write::create(tx, &engine, &customer, draft("撤回的"))?;
            Err(Error::internal("the step breaks off"))
        });
        assert!(second.is_err());
        Ok(())
    });
    broken.unwrap();
    assert_eq!(unread(&lin), ["系统 把客户“留下的”交给了您"]);
    let (engine, owner) = (app.server.engine.pin(), lin.id);
    let whole: Result<(), Error> = app.server.db.write_blocking(&Actor::system("test"), move |tx| {
        let customer = engine.object("customer")?.clone();
        write::create(tx, &engine, &customer, Draft::new().set("name", "全部撤回").set("owner", owner))?;
        Err(Error::internal("all of it breaks off"))
    });
    assert!(whole.is_err());
    assert_eq!(unread(&lin).len(), 1);
}

#[test]
fn a_record_that_went_out_of_sight_is_not_named() {
    let app = TestApp::new();
    let (wu, lin, chen) = (app.admin("wu"), app.person("lin", &["sales"]), app.person("chen", &["sales"]));
    let customer = given(&wu, lin.id, "恒通贸易");
    wu.act("customer", &customer, "transfer", json!({ "owner": chen.id.to_string() })).assert(Status::Ok);
    let page = lin.get("/api/notices").assert(Status::Ok).body;
    assert!(!page.to_string().contains("恒通") && !page.to_string().contains(&format!("/{}", id(&customer))), "{page}");
    assert_eq!((&page["items"][0]["text"], &page["items"][0]["path"]), (&json!("wu 把一个客户交给过您，您现在看不到它了"), &Json::Null));
    assert_eq!(unread(&chen), ["wu 把客户“恒通贸易”交给了您"]);
    // In the recycle bin it is out of sight, too.
    wu.delete("customer", &wu.one("customer", &customer).body).assert(Status::NoContent);
    assert_eq!(unread(&chen), ["wu 把一个客户交给过您，您现在看不到它了"]);
}

#[test]
fn what_is_done_to_many_at_once_is_one_notice() {
    let app = TestApp::new();
    let (wu, lin, chen) = (app.admin("wu"), app.person("lin", &["sales"]), app.person("chen", &["sales"]));
    import(&app, &wu, "lin", &["恒通", "顺达", "万里"]);
    let [notice] = &told(&lin, "")[..] else { panic!("{:?}", told(&lin, "")) };
    assert_eq!((&notice["text"], &notice["count"]), (&json!("wu 把 3 个客户交给了您"), &json!(3)));
    assert_eq!(notice["path"], "/r/customer?view=mine");
    // A second import is another matter.
    import(&app, &wu, "lin", &["长江"]);
    assert_eq!(unread(&lin), ["wu 把客户“长江”交给了您", "wu 把 3 个客户交给了您"]);
    let customers: Vec<String> = wu.list("customer", "").iter().map(|record| id(record).to_owned()).collect();
    let transfer = json!({ "action": "transfer", "ids": customers, "input": { "owner": chen.id.to_string() } });
    finished(&wu, &wu.post("/api/records/customer/bulk", transfer).assert(Status::Accepted).body);
    assert_eq!(unread(&chen), ["wu 把 4 个客户交给了您"]);
    // Whoever asked for long work hears of its end.
    let ended: Vec<Json> = told(&wu, "kind=job").iter().map(|notice| notice["path"].clone()).collect();
    assert_eq!(ended, ["/messages", "/messages"]);
    assert!(unread(&wu)[0].starts_with("已完成："), "{:?}", unread(&wu));
    app.assert_log_verifies();
}

#[test]
fn a_handover_is_told_to_the_heir_with_whose_it_was() {
    let app = TestApp::new();
    let (wu, lin, chen) = (app.admin("wu"), app.person("lin", &["sales"]), app.person("chen", &["sales"]));
    for name in ["恒通", "顺达", "万里"] {
        lin.create("customer", json!({ "name": name }));
    }
    let gone = lin.list("customer", "")[0].clone();
    lin.delete("customer", &lin.one("customer", &gone).body).assert(Status::NoContent);
    let plan = json!({ "heirs": [{ "object": "customer", "to": chen.id.to_string() }] });
    let job = finished(&wu, &wu.post(&format!("/api/users/{}/handover", lin.id), plan).assert(Status::Accepted).body);
    assert_eq!(unread(&chen), ["lin 的 2 个客户交接给了您，由 wu 办理"], "what lies in the recycle bin is nobody's news: {job}");
    assert_eq!(unread(&lin), Vec::<String>::new());
}

#[test]
fn a_share_and_what_came_of_a_request_are_told() {
    let app = TestApp::new();
    let (lin, wu, zhao) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]), app.person("zhao", &["sales"]));
    let customer = lin.create("customer", json!({ "name": "恒通贸易", "mobile": "13800001234" }));
    let member = format!("/api/records/customer/{}/team/{}", id(&customer), zhao.id);
    lin.request(Method::Put, &member, Some(&json!({ "may": "read" })), &[]).assert(Status::NoContent);
    assert_eq!(unread(&zhao), ["lin 把客户“恒通贸易”共享给了您"]);
    lin.request(Method::Delete, &member, None, &[]).assert(Status::NoContent);
    assert_eq!(unread(&zhao), ["lin 把一个客户共享给过您，您现在看不到它了"]);

    let ask = |who: &Person<'_>| {
        who.post("/api/records/customer/share-requests", json!({ "values": { "mobile": "13800001234" } })).assert(Status::NoContent);
    };
    let answer = |give: bool| {
        let waiting = lin.get("/api/share-requests").body["to_answer"].clone();
        let last = waiting.as_array().unwrap().last().unwrap().clone();
        lin.post(&format!("/api/share-requests/{}/answer", id(&last)), json!({ "give": give })).assert(Status::NoContent);
    };
    ask(&wu);
    ask(&zhao);
    assert_eq!(unread(&lin), ["zhao 请您共享客户“恒通贸易”，等您答复", "wu 请您共享客户“恒通贸易”，等您答复"]);
    answer(false);
    assert_eq!(unread(&lin), ["zhao 请您共享客户“恒通贸易”，等您答复"], "what is answered waits no more, the other does");
    assert_eq!(unread(&wu), ["lin 没有共享您请求的客户"]);
    assert!(!wu.get("/api/notices").body.to_string().contains("恒通"));
    answer(true);
    assert_eq!(unread(&lin).len(), 0);
    assert_eq!(unread(&zhao)[0], "您请求的客户“恒通贸易”已由 lin 共享给您");
    app.assert_log_verifies();
}

#[test]
fn a_change_that_needs_two_is_put_before_those_who_may_sign_it() {
    let app = TestApp::new();
    let (hou, xu, ma) = (app.person("hou", &["security"]), app.person("xu", &["security"]), app.person("ma", &["security"]));
    let lin = app.person("lin", &["sales"]);
    let switch = |by: &Person<'_>, on: bool| by.request(Method::Put, "/api/access/settings", Some(&json!({ "two_people": on })), &[]);
    switch(&hou, true).assert(Status::Ok);
    let proposal = switch(&hou, false).assert(Status::Accepted).body["proposal"].as_str().unwrap().to_owned();
    assert_eq!(unread(&xu), ["hou 提出的权限更改等您批准"]);
    assert_eq!((unread(&ma).len(), unread(&hou).len(), unread(&lin).len()), (1, 0, 0));
    xu.post(&format!("/api/access/proposals/{proposal}/reject"), json!({})).assert(Status::NoContent);
    assert_eq!((unread(&xu).len(), unread(&ma).len()), (0, 0), "decided by one, it waits for nobody");
    assert_eq!(unread(&hou), ["xu 没有批准您提出的权限更改"]);
    // Nobody is asked to sign what is given to them.
    let wider = json!({ "clearance": 3 });
    hou.request(Method::Patch, &format!("/api/users/{}", ma.id), Some(&wider), &[]).assert(Status::Accepted);
    assert_eq!((unread(&xu).len(), unread(&ma).len()), (1, 0));
    app.assert_log_verifies();
}

#[test]
fn emergency_access_is_told_to_those_who_watch_and_its_answer_to_whoever_asked() {
    let app = TestApp::new();
    let (lin, hou, shen) = (app.person("lin", &["sales"]), app.person("hou", &["security"]), app.person("shen", &["auditor"]));
    let asked = lin.post("/api/break-glass", json!({ "reason": "客户今天要发货" })).assert(Status::Created).body;
    assert_eq!((unread(&hou), unread(&lin).len()), (vec!["lin 申请紧急访问，等待批准".to_owned()], 0));
    assert!(!hou.get("/api/notices").body.to_string().contains("发货"), "a reason may speak of customers");
    let path = format!("/api/break-glass/{}", id(&asked));
    hou.post(&format!("{path}/approve"), json!({})).assert(Status::NoContent);
    assert_eq!(unread(&hou), Vec::<String>::new(), "whoever allowed it knows");
    assert_eq!(unread(&shen), ["hou 批准了 lin 的紧急访问，正在进行"]);
    assert_eq!(unread(&lin), ["hou 批准了您的紧急访问，现在可以使用"]);
    hou.request(Method::Delete, &path, None, &[]).assert(Status::NoContent);
    assert_eq!((unread(&shen).len(), unread(&lin)), (0, vec!["hou 提前结束了您的紧急访问".to_owned()]));
    app.assert_log_verifies();
}

#[test]
fn the_morning_tells_what_is_due_and_the_hour_reminds() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    // It is ten o'clock in Shanghai, on 24 November.
    let due = |name: &str, at: &str| lin.create("customer", json!({ "name": name, "next_contact_at": at }));
    due("昨天的", "2026-11-23T06:00:00Z");
    let afternoon = due("下午的", "2026-11-24T06:30:00Z");
    due("明天的", "2026-11-25T02:00:00Z");
    minute(&app);
    assert_eq!((unread(&lin), unread(&wu).len()), (vec!["今天有 2 个客户要联系，其中 1 个已过期".to_owned()], 0));
    assert_eq!(told(&lin, "")[0]["path"], "/r/customer?view=due");
    minute(&app);
    assert_eq!(unread(&lin).len(), 1, "a day begins once");
    app.clock.advance(Duration::minutes(271));
    let (lin, wu) = (app.sign_in(lin.id), app.sign_in(wu.id));
    minute(&app);
    minute(&app);
    assert_eq!(unread(&lin)[0], "约定的时间到了：联系客户“下午的”");
    assert_eq!(told(&lin, "")[0]["path"], format!("/r/customer/{}", id(&afternoon)));
    // What somebody may not see any more is not named, though it was theirs.
    assert_eq!((unread(&lin).len(), unread(&wu).len()), (2, 0));
    app.clock.advance(Duration::hours(12));
    minute(&app);
    let lin = app.sign_in(lin.id);
    assert_eq!(unread(&lin).len(), 2, "at night nobody is told anything");
    app.clock.advance(Duration::hours(6));
    minute(&app);
    assert_eq!(unread(&lin), ["今天有 3 个客户要联系，其中 2 个已过期"], "the next morning takes the place of the day before");
}

#[test]
fn what_the_morning_told_is_over_the_next_morning_also_for_whoever_has_done_it_all() {
    let app = TestApp::new();
    let lin = app.person("lin", &["sales"]);
    let today = lin.create("customer", json!({ "name": "今天的", "next_contact_at": "2026-11-24T06:30:00Z" }));
    minute(&app);
    assert_eq!(unread(&lin), ["今天有 1 个客户要联系"]);
    lin.update("customer", &today, json!({ "next_contact_at": null })).assert(Status::Ok);
    app.clock.advance(Duration::days(1));
    minute(&app);
    assert_eq!(unread(&app.sign_in(lin.id)), Vec::<String>::new());
}

#[test]
fn a_list_comes_in_pages_and_what_came_meanwhile_is_not_marked_as_read() {
    let app = TestApp::new();
    let (wu, lin) = (app.admin("wu"), app.person("lin", &["sales"]));
    for name in ["一", "二", "三"] {
        given(&wu, lin.id, &format!("客户{name}号"));
    }
    let first = lin.get("/api/notices?limit=2").assert(Status::Ok).body;
    assert_eq!((first["items"].as_array().map(Vec::len), &first["unread"]), (Some(2), &json!(3)));
    let next = first["next"].as_str().unwrap();
    let second = lin.get(&format!("/api/notices?limit=2&before={next}")).body;
    assert_eq!((second["items"].as_array().map(Vec::len), &second["next"]), (Some(1), &Json::Null));
    given(&wu, lin.id, "刚来的");
    lin.post("/api/notices/read", json!({ "up_to": first["items"][0]["id"], "kind": "shared" })).assert(Status::NoContent);
    assert_eq!(unread(&lin).len(), 4);
    lin.post("/api/notices/read", json!({ "up_to": first["items"][0]["id"] })).assert(Status::NoContent);
    assert_eq!(unread(&lin), ["wu 把客户“刚来的”交给了您"]);
    assert_eq!((told(&lin, "kind=assigned").len(), told(&lin, "kind=shared").len()), (4, 0));
    lin.get("/api/notices?kind=gossip").assert_code(400, "filter.value");
    lin.get("/api/notices?limit=1000").assert_code(400, "query.limit");
    lin.get("/api/notices?before=yesterday").assert_code(400, "filter.value");
}

#[test]
fn old_notices_go_and_nobody_keeps_more_than_they_read() {
    let app = TestApp::new();
    let (lin, wu) = (app.person("lin", &["sales"]), app.person("wu", &["sales"]));
    let tell = |to: kedun::ids::UserId, count: usize| {
        let told = app.server.db.write_unaudited_blocking(move |tx| {
            (0..count).try_for_each(|_| notices::tell(tx, to, &NewNotice::new(NoticeKind::Due, "customer").what("today")))
        });
        told.expect("told");
    };
    let sweep = || app.server.db.write_unaudited_blocking(|tx| notices::sweep(tx.conn, tx.now)).expect("swept");
    tell(lin.id, 600);
    tell(wu.id, 3);
    sweep();
    let left = |person: &Person<'_>| person.get("/api/notices").body["unread"].clone();
    assert_eq!((left(&lin), left(&wu)), (json!(500), json!(3)));
    app.clock.advance(Duration::days(91));
    sweep();
    let (lin, wu) = (app.sign_in(lin.id), app.sign_in(wu.id));
    assert_eq!((left(&lin), left(&wu)), (json!(0), json!(0)));
}
