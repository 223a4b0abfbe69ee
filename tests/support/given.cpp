#include "tests/support/given.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "engine/json/policy_codec.hpp"
#include "tests/support/json.hpp"

namespace authledger::test {
namespace {

constexpr std::string_view always = "1990-01-01";

template <class Value>
Value right(std::optional<Value> value, std::string_view text) {
  if (!value) throw std::invalid_argument("the test says \"" + std::string(text) + "\"");
  return *std::move(value);
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

template <class Enum, std::size_t N>
Enum named(const std::array<Enum, N>& all, std::string_view text) {
  for (const Enum value : all)
    if (word(value) == text) return value;
  throw std::invalid_argument("the test says \"" + std::string(text) + "\"");
}

Outcome outcome(std::string_view text) {
  return named(std::array{Outcome::attended, Outcome::no_show, Outcome::cancelled_by_member,
                          Outcome::cancelled_by_facility},
               text);
}

Decision decision(std::string_view text) {
  return named(
      std::array{Decision::approved, Decision::partial, Decision::denied, Decision::pended}, text);
}

template <class Moment>
std::string text_or_never(const std::optional<Moment>& moment) {
  return moment ? to_text(*moment) : "never";
}

std::string number(const std::optional<int>& count) {
  return count ? std::to_string(*count) : "unlimited";
}

}  // namespace

Date date(std::string_view text) {
  return right(parse_date(text), text);
}
Instant instant(std::string_view text) {
  return right(parse_instant(text), text);
}
TimeOfDay time_of_day(std::string_view text) {
  return right(parse_time_of_day(text), text);
}
Zone zone(std::string_view iana_name) {
  return right(Zone::find(iana_name), iana_name);
}

Policy policy(std::string_view members) {
  auto document = parsed("{" + std::string(members) + "}");
  const auto otherwise = [&](const char* name, nlohmann::json value) {
    if (!document.contains(name)) document[name] = std::move(value);
  };
  otherwise("payer", "example-payer");
  otherwise("version", "1");
  otherwise("effective", {{"from", "2020-01-01"}, {"to", nullptr}});
  otherwise("time_zone", "America/Chicago");
  otherwise("services", nlohmann::json::array());
  return json::read_policy_text(document.dump()).value();
}

std::string Answer::remaining() const {
  std::string text;
  for (std::size_t unit = 0; unit < standing_.remaining.size(); ++unit)
    if (const auto& left = standing_.remaining[unit])
      text += (text.empty() ? "" : ", ") + std::string(word(static_cast<Unit>(unit))) + " " +
              std::to_string(*left);
  return text;
}

std::string Answer::covered_through() const {
  return text_or_never(standing_.covered_through);
}
std::string Answer::first_uncovered_day() const {
  return text_or_never(standing_.first_uncovered_day);
}

Texts Answer::uncovered() const {
  Texts texts;
  for (const UncoveredUnits& it : standing_.uncovered)
    texts.push_back(to_text(it.date) + " " + it.service + " " + std::to_string(it.units) + " " +
                    std::string(word(it.reason)));
  return texts;
}

Texts Answer::unrecorded() const {
  Texts texts;
  for (const Date day : standing_.unrecorded) texts.push_back(to_text(day));
  return texts;
}

Texts Answer::under_intensity() const {
  Texts texts;
  for (const UnderIntensityWeek& it : standing_.under_intensity_weeks)
    texts.push_back(to_text(it.week_of) + " " + it.service + " " + std::to_string(it.minutes) +
                    " of " + std::to_string(it.minimum));
  return texts;
}

Texts Answer::authorizations() const {
  Texts texts;
  for (const AuthorizationStanding& it : standing_.authorizations)
    texts.push_back(it.id + " " + std::string(word(it.state)));
  return texts;
}

std::string Answer::line(std::string_view id) const {
  return line(id, 0);
}

std::string Answer::line(std::string_view id, std::size_t position) const {
  const LineStanding& it = authorization(id).lines.at(position);
  return std::string(word(it.unit)) + ": " + number(it.units) + " units, " +
         std::to_string(it.used) + " used, " + number(it.remaining) + " remaining, " +
         std::to_string(it.forecast_used) + " forecast, exhausts " + text_or_never(it.exhausts_on) +
         ", " + number(it.unused_at_end) + " unused";
}

std::string Answer::last_covered_day(std::string_view id) const {
  return text_or_never(authorization(id).last_covered_day);
}

std::string Answer::session(std::string_view id) const {
  const SessionStanding& it = find_session(id);
  std::string text =
      "charged " + std::to_string(it.charged) + ", covered " + std::to_string(it.covered);
  for (const Allocation& allocation : it.allocations)
    text += ", " + allocation.authorization +
            (allocation.line ? "/" + std::to_string(*allocation.line) : "") + " x" +
            std::to_string(allocation.units);
  std::string flags;
  for (int flag = 0; flag < session_flag_count; ++flag)
    if (it.has(static_cast<SessionFlag>(flag)))
      flags += (flags.empty() ? ", " : " ") + std::string(word(static_cast<SessionFlag>(flag)));
  return text + flags;
}

std::string Answer::minutes(std::string_view id) const {
  return std::to_string(find_session(id).minutes);
}

Texts Answer::sessions() const {
  Texts texts;
  for (const SessionStanding& it : standing_.sessions) texts.push_back(it.session);
  return texts;
}

Texts Answer::obligations() const {
  Texts texts;
  for (const Obligation& it : standing_.obligations) texts.push_back(it.key);
  return texts;
}

Texts Answer::obligations_of(ObligationKind kind) const {
  Texts texts;
  for (const Obligation& it : standing_.obligations)
    if (it.kind == kind) texts.push_back(it.key);
  return texts;
}

std::string Answer::due(std::string_view key) const {
  const Obligation* it = find(key);
  return it ? text_or_never(it->due_at) : "no such";
}
std::string Answer::opens(std::string_view key) const {
  const Obligation* it = find(key);
  return it ? text_or_never(it->opens_at) : "no such";
}
std::string Answer::status(std::string_view key) const {
  const Obligation* it = find(key);
  return it ? std::string(word(it->status)) : "no such";
}
std::string Answer::rule(std::string_view key) const {
  const Obligation* it = find(key);
  return it ? it->rule.value_or("none") : "no such";
}

const Because& Answer::because(std::string_view key) const {
  const Obligation* it = find(key);
  if (!it) throw std::invalid_argument("no obligation " + std::string(key));
  return it->because;
}

std::vector<Seq> Answer::events_of(std::string_view key) const {
  return because(key).events;
}

const Obligation* Answer::find(std::string_view key) const {
  for (const Obligation& it : standing_.obligations)
    if (it.key == key) return &it;
  return nullptr;
}

const AuthorizationStanding& Answer::authorization(std::string_view id) const {
  for (const AuthorizationStanding& it : standing_.authorizations)
    if (it.id == id) return it;
  throw std::invalid_argument("no authorization " + std::string(id));
}

const SessionStanding& Answer::find_session(std::string_view id) const {
  for (const SessionStanding& it : standing_.sessions)
    if (it.session == id) return it;
  throw std::invalid_argument("no session " + std::string(id));
}

Given given() {
  return {};
}

Given::Given()
    : facility_{"F1", "", "", zone("America/Chicago"), {}},
      learned_(instant("2000-01-01T00:00:00Z")) {}

Given& Given::in_zone(std::string_view iana_name) {
  facility_.zone = zone(iana_name);
  return *this;
}

Given& Given::closed_on(std::string_view day) {
  facility_.closed.push_back(date(day));
  std::sort(facility_.closed.begin(), facility_.closed.end());
  return *this;
}
Given& Given::under(Policy document) {
  book_.documents.push_back(std::move(document));
  return *this;
}
Given& Given::learned(std::string_view at) {
  learned_ = instant(at);
  return *this;
}

Given& Given::say(Fact fact) {
  return say_as(seq_ + 1, std::move(fact));
}

Given& Given::say_as(Seq seq, Fact fact) {
  seq_ = seq;
  log_.push_back({seq, learned_, std::move(fact)});
  return *this;
}
Given& Given::withdraw(Seq seq) {
  return say(EventWithdrawn{seq});
}

Given& Given::admitted(std::string_view day) {
  return say(EpisodeAdmitted{"E1", date(day), "iop", {}});
}
Given& Given::admitted(std::string_view day, std::string_view birth_date) {
  return say(EpisodeAdmitted{"E1", date(day), "iop", date(birth_date)});
}
Given& Given::discharged(std::string_view day) {
  return say(EpisodeDischarged{date(day), {}});
}
Given& Given::discharge_taken_back() {
  return say(EpisodeDischarged{});
}
Given& Given::covered_by(std::string_view payer) {
  return covered_by(payer, always);
}
Given& Given::covered_by(std::string_view payer, std::string_view effective) {
  return say(CoverageSet{std::string(payer), date(effective), {}, {}, {}, {}});
}
Given& Given::covered(CoverageSet coverage) {
  return say(std::move(coverage));
}

Given& Given::meets(const Words& weekdays, std::string_view start, int minutes,
                    std::string_view service) {
  return meets_from(always, weekdays, start, minutes, service);
}
Given& Given::meets_from(std::string_view effective, const Words& weekdays, std::string_view start,
                         int minutes, std::string_view service) {
  ScheduleSet fact;
  fact.effective = date(effective);
  for (const std::string& day : weekdays)
    fact.weekdays = static_cast<std::uint8_t>(
        fact.weekdays | 1u << static_cast<int>(right(parse_weekday(day), day)));
  fact.start = time_of_day(start);
  fact.minutes = minutes;
  fact.service = service;
  return say(std::move(fact));
}

Given& Given::requested(std::string_view id, std::string_view at) {
  return say(AuthorizationRequested{std::string(id), instant(at), false});
}
Given& Given::requested_expedited(std::string_view id, std::string_view at) {
  return say(AuthorizationRequested{std::string(id), instant(at), true});
}

Given& Given::approved(std::string_view id, int units, std::string_view start,
                       std::string_view end) {
  return decided({.id = std::string(id),
                  .start = std::string(start),
                  .end = std::string(end),
                  .lines = {{.units = units}}});
}

Given& Given::decided(const Decided& it) {
  AuthorizationDecided fact;
  fact.authorization = it.id;
  fact.number = unless_empty(it.number);
  fact.decision = decision(it.decision);
  fact.decided_at = instant(it.at);
  if (!it.start.empty()) fact.start = date(it.start);
  if (!it.end.empty()) fact.end = date(it.end);
  for (const Line& line : it.lines) fact.lines.push_back({line.codes, line.units});
  if (!it.next_review.empty()) fact.next_review = date(it.next_review);
  return say(std::move(fact));
}

Given& Given::authorization_voided(std::string_view id) {
  return say(AuthorizationVoided{std::string(id)});
}

Given& Given::session(const Meeting& it) {
  SessionRecorded fact;
  fact.session = it.id.empty() ? it.date : it.id;
  fact.start = it.start.empty() ? zone("America/Chicago").at(date(it.date), time_of_day("09:00"))
                                : instant(it.start);
  if (it.end.empty())
    fact.given_minutes = it.minutes;
  else
    fact.end = instant(it.end);
  fact.break_minutes = it.break_minutes;
  fact.service = it.service;
  fact.outcome = outcome(it.outcome);
  fact.excused = it.excused;
  fact.modality = it.modality;
  fact.authorization = unless_empty(it.authorization);
  return say(std::move(fact));
}

Given& Given::attended(std::string_view day) {
  return session({.date = std::string(day)});
}
Given& Given::attended(std::string_view day, int minutes) {
  return session({.date = std::string(day), .minutes = minutes});
}
Given& Given::no_show(std::string_view day) {
  return session({.date = std::string(day), .outcome = "no_show"});
}
Given& Given::cancelled_by_member(std::string_view day) {
  return session({.date = std::string(day), .outcome = "cancelled_by_member"});
}
Given& Given::cancelled_by_facility(std::string_view day) {
  return session({.date = std::string(day), .outcome = "cancelled_by_facility"});
}
Given& Given::session_voided(std::string_view id) {
  return say(SessionVoided{std::string(id)});
}

Given& Given::used_elsewhere(std::string_view service, int year, int units) {
  return say(PriorUseReported{std::string(service), year, units});
}
Given& Given::review_submitted(std::string_view authorization, std::string_view at) {
  return say(ReviewSubmitted{std::string(authorization), instant(at)});
}
Given& Given::notice_sent(std::string_view key, std::string_view at) {
  return say(NoticeSent{std::string(key), instant(at)});
}
Given& Given::duty_completed(std::string_view key, std::string_view at) {
  return say(DutyCompleted{std::string(key), instant(at)});
}
Given& Given::payer_asked(std::string_view ask, std::string_view at, std::string_view due) {
  return say(PayerAsked{std::string(ask), instant(at), instant(due), "progress notes"});
}

Episode Given::episode(std::string_view as_of) const {
  return fold(log_, instant(as_of));
}

Answer Given::as_of(std::string_view as_of) const {
  auto book = std::make_shared<const PolicyBook>(book_);
  Standing now = authledger::standing(episode(as_of), *book, facility_, instant(as_of));
  return {std::move(book), std::move(now)};
}

}  // namespace authledger::test
