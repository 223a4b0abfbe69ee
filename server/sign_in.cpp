// Signing in and out with a browser: by name and password, and by the one-time link through which a
// password is set. A password is hashed aside, so that nobody else waits for it; a name that nobody
// has takes as long as a wrong password, and is answered alike.
#include "engine/json/fields.hpp"
#include "engine/store/organizations.hpp"
#include "engine/store/people.hpp"
#include "engine/store/search.hpp"
#include "engine/store/tokens.hpp"
#include "server/browser.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/password_rules.hpp"
#include "server/problem.hpp"
#include "server/sign_in_desk.hpp"

namespace authledger::server {
namespace {

Response no_passwords() {
  return not_found("nobody signs in with a password here");
}

Response wrong_password() {
  return not_let_in("wrong_password", "the name or the password is wrong");
}

Response link_is_over() {
  return not_let_in("link_over",
                    "this link was used, replaced or is older than a day; an administrator makes a "
                    "new one");
}

Response too_often(std::chrono::seconds wait) {
  Response response = problem(429, "too_many_tries",
                              "too many wrong passwords; wait " + std::to_string(wait.count()) +
                                  " seconds before the next try");
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

// The texts of a body that must have exactly these and may have `optional`.
Result<std::vector<std::string>> read_texts(const Call& call,
                                            const std::vector<std::string_view>& names,
                                            std::string_view optional, std::string& other) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  std::vector<std::string> texts;
  for (const std::string_view name : names) texts.push_back(fields.text(name));
  if (!optional.empty()) other = fields.optional_text(optional).value_or(other);
  fields.finish();
  if (!problems.empty()) return problems;
  return texts;
}

store::BrowserSession session_of(const store::Person& person) {
  store::BrowserSession session;
  session.subject = store::subject_of(person);
  session.person = person.id;
  session.name = person.name;
  return session;
}

// The entry says who tries to sign in, as far as the ledger knows them.
void name_person(RequestAudit* audit, const store::Person& person) {
  if (audit) audit->record_ids = {person.id};
}

void name_actor(RequestAudit* audit, const store::Person& person) {
  if (!audit) return;
  audit->entry.actor = store::subject_of(person);
  audit->entry.roles.clear();
  for (const std::string& role : person.roles)
    audit->entry.roles += (audit->entry.roles.empty() ? "" : " ") + role;
}

}  // namespace

Answer get_session(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return Response{.body = session_text(*call.request.principal, call.desk->settings)};
}

Answer post_session(const Call& call) {
  std::string organization(store::main_organization);
  auto said = read_texts(call, {"name", "password"}, "organization", organization);
  if (!said) return undecodable(said.error());
  if (!call.desk->settings.takes_people) return no_passwords();
  const auto& here = call.request.principal->organization;
  const std::string name = store::folded(said->at(0));
  const auto wait = call.desk->throttle.begin(name, call.now);
  if (wait.count() > 0) return too_often(wait);
  const auto person = organization == here ? store::find_person_named(call.reader, said->at(0))
                                           : std::optional<store::Person>();
  if (person) name_person(call.audit.get(), *person);
  const auto run = [person, name, password = std::move(said->at(1)), here, desk = call.desk,
                    before = call.request.principal->session, audit = call.audit]() -> ErrandDone {
    const auto& settings = desk->settings;
    const std::string kept =
        person && person->password ? *person->password : nobodys_password(settings.password_cost);
    if (!is_password(kept, password) || !person) return {wrong_password()};
    desk->throttle.was_right(name);
    name_actor(audit.get(), *person);
    return {Write{[=](sql::Connection& writer, Instant now) -> Response {
      const auto still = store::find_person(writer, person->id);
      if (!still || still->ended_at || still->password != person->password) return wrong_password();
      store::note_sign_in(writer, person->id, now);
      return open_session(writer, now, here, session_of(*still), before, desk->settings);
    }}};
  };
  return Errand{run, call.desk->passwords};
}

Answer delete_session(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  Response over{.status = 204, .content_type = "", .body = ""};
  over.headers.emplace_back("Set-Cookie", session_cookie("", call.desk->settings));
  if (call.request.principal->session.empty()) return over;
  return Write{[over, digest = call.request.principal->session](sql::Connection& writer, Instant) {
    store::end_session(writer, digest);
    return over;
  }};
}

Answer post_password(const Call& call) {
  std::string none;
  auto said = read_texts(call, {"link", "password"}, "", none);
  if (!said) return undecodable(said.error());
  if (!call.desk->settings.takes_people) return no_passwords();
  const auto person = store::person_of_link(call.reader, said->at(0), call.now);
  if (!person) return link_is_over();
  name_person(call.audit.get(), *person);
  if (const auto why = objection_to_password(said->at(1), person->name))
    return refusal(400, {{ProblemCode::out_of_range, *why, "/password"}});
  const auto run = [person, link = said->at(0), password = said->at(1), desk = call.desk,
                    here = call.request.principal->organization,
                    before = call.request.principal->session, audit = call.audit]() -> ErrandDone {
    const std::string kept = hash_password(password, desk->settings.password_cost);
    name_actor(audit.get(), *person);
    return {Write{[=](sql::Connection& writer, Instant now) -> Response {
      const auto still = store::person_of_link(writer, link, now);
      if (!still) return link_is_over();
      store::set_password(writer, still->id, kept);
      store::note_sign_in(writer, still->id, now);
      desk->throttle.was_right(store::folded(still->name));
      return open_session(writer, now, here, session_of(*still), before, desk->settings);
    }}};
  };
  return Errand{run, call.desk->passwords};
}

}  // namespace authledger::server
