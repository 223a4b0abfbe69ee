#include "tests/simulation/model.hpp"

#include <algorithm>

#include "engine/json/event_codec.hpp"
#include "engine/json/register_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "server/etag.hpp"
#include "tests/support/json.hpp"

namespace authledger::simulation {
namespace {

using test::Json;
using test::parsed;

constexpr std::int64_t a_day = 86'400'000'000;

Told told(const Json& result) {
  return {result.at("verdict"), result.value("seq", std::int64_t{0}),
          result.value("recorded_at", "")};
}

std::string header(const server::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

std::string fingerprint(const server::Request& request) {
  return request.target + "\n" + request.content_type + "\n" + request.body;
}

bool is_same(const PostedEvent& one, const PostedEvent& other) {
  const auto fact = [](const PostedEvent& it) {
    return std::holds_alternative<EventWithdrawn>(it.fact) ? it.withdraws
                                                           : json::fact_text(it.fact);
  };
  return one.episode == other.episode && one.facility == other.facility &&
         one.member == other.member && one.fact.index() == other.fact.index() &&
         fact(one) == fact(other);
}

template <class Thing>
std::string text_of(const Thing& thing, void (*write)(JsonWriter&, const Thing&)) {
  JsonWriter out;
  write(out, thing);
  return std::string(out.text());
}

std::string shown(const std::vector<Told>& all) {
  std::string text;
  for (const Told& it : all)
    text += " " + it.verdict + "/" + std::to_string(it.seq) + "/" + it.recorded_at;
  return text;
}

}  // namespace

std::vector<Told> told_by(const server::Response& response) {
  std::vector<Told> all;
  if (response.content_type == "application/x-ndjson") {
    for (std::size_t from = 0; from < response.body.size();) {
      const std::size_t end = response.body.find('\n', from);
      all.push_back(told(parsed(response.body.substr(from, end - from))));
      from = end + 1;
    }
    return all;
  }
  const Json body = parsed(response.body);
  if (body.contains("results"))
    for (const Json& result : body["results"]) all.push_back(told(result));
  else
    all.push_back(body.contains("verdict") ? told(body) : Told{"refused", 0, ""});
  return all;
}

std::string Model::carry_out(const Errand& errand, Instant now, const PolicyBook& book,
                             const server::Response& response) {
  latest_ = std::max(latest_, now);
  if (errand.facility || errand.member) return carry_out_put(errand, now, response);
  const auto& key = errand.request.idempotency_key;
  if (!key) return carry_out_new(errand, now, book, response);
  const bool is_replay = header(response, "Idempotent-Replayed") == "true";
  const auto known = answers_.find(*key);
  if (known != answers_.end() && known->second.at.microseconds() > now.microseconds() - a_day) {
    const Answer& before = known->second;
    // A clock that was a day ahead may have made the ledger forget it.
    const bool may_be_gone = before.at.microseconds() <= latest_.microseconds() - a_day;
    const bool is_another = before.fingerprint != fingerprint(errand.request);
    if (is_another && response.body.find("idempotency_key_reused") != std::string::npos) return {};
    if (is_another && !may_be_gone) return "another request got an answer under a used key";
    if (!is_another && (is_replay || !may_be_gone)) {
      if (!is_replay) return "what was sent again under its key was done again";
      const bool is_as_before = response.status == before.response.status &&
                                response.content_type == before.response.content_type &&
                                response.body == before.response.body;
      return is_as_before ? "" : "the answer under a key differs from the first";
    }
  }
  if (is_replay) return "an answer was repeated that nobody got within a day";
  std::string complaint = carry_out_new(errand, now, book, response);
  answers_[*key] = {fingerprint(errand.request), response, now};
  return complaint;
}

std::string Model::carry_out_new(const Errand& errand, Instant now, const PolicyBook& book,
                                 const server::Response& response) {
  if (errand.is_action && !events_.contains(errand.events.front()->id) &&
      !can_act(*errand.events.front(), now, book)) {
    const bool is_refused =
        response.status == 404 || response.status == 409 || response.status == 422;
    return is_refused ? "" : "an action that was not possible was answered: " + response.body;
  }
  return carry_out_post(errand, now, response);
}

bool Model::can_act(const PostedEvent& action, Instant now, const PolicyBook& book) const {
  const auto log = logs_.find(action.episode);
  if (log == logs_.end()) return false;
  const auto* assigned = std::get_if<ObligationAssigned>(&action.fact);
  const auto* waived = std::get_if<ObligationWaived>(&action.fact);
  const Instant as_of = std::max(now, log->second.head.last_recorded_at);
  for (const Obligation& it : standing_at(action.episode, book, as_of).obligations) {
    if (it.key != (assigned ? assigned->obligation : waived->obligation)) continue;
    if (!is_pending(it.status)) continue;
    if (waived) return it.kind != ObligationKind::decision;
    return !it.assignee || it.assignee == assigned->assignee;
  }
  return false;
}

std::string Model::carry_out_post(const Errand& errand, Instant now,
                                  const server::Response& response) {
  std::vector<Told> expected;
  for (const auto& event : errand.events)
    expected.push_back(event ? record(*event, now) : Told{"refused", 0, ""});
  const std::vector<Told> found = told_by(response);
  if (found == expected) return {};
  return "answered" + shown(found) + ", expected" + shown(expected) + ": " + response.body;
}

bool Model::open_log(const PostedEvent& event, Log& log) const {
  if (event.facility && !facilities_.contains(*event.facility)) return false;
  if (!event.facility && facilities_.size() != 1) return false;
  log.head = {event.episode, event.facility ? *event.facility : facilities_.begin()->first,
              std::nullopt, 0, Instant()};
  return true;
}

Told Model::record(const PostedEvent& event, Instant now) {
  const Told refused{"refused", 0, ""};
  if (const auto known = events_.find(event.id); known != events_.end()) {
    if (!is_same(known->second.posted, event)) return refused;
    const Event& before = known->second.event;
    return {"exists", before.seq, to_exact_text(before.recorded_at)};
  }
  if (event.member && !register_now_.contains("/v1/members/" + *event.member)) return refused;
  Log fresh;
  const auto found = logs_.find(event.episode);
  if (found == logs_.end() && !open_log(event, fresh)) return refused;
  Log& log = found == logs_.end() ? fresh : found->second;
  std::optional<WithdrawnTarget> target;
  const auto withdrawn = events_.find(event.withdraws);
  if (!event.withdraws.empty() && withdrawn != events_.end())
    target = {withdrawn->second.posted.episode,
              std::holds_alternative<EventWithdrawn>(withdrawn->second.event.fact)};
  if (refusal(log.head, event, target)) return refused;
  Event said{log.head.last_seq + 1, std::max(now, log.head.last_recorded_at), event.fact};
  if (auto* withdrawal = std::get_if<EventWithdrawn>(&said.fact))
    withdrawal->withdraws = withdrawn->second.event.seq;
  log.head.last_seq = said.seq;
  log.head.last_recorded_at = said.recorded_at;
  if (event.member) log.head.member = event.member;
  log.events.push_back(said);
  ids_.push_back(event.id);
  events_[event.id] = {event, said};
  if (found == logs_.end()) logs_.emplace(event.episode, std::move(fresh));
  return {"created", said.seq, to_exact_text(said.recorded_at)};
}

std::string Model::carry_out_put(const Errand& errand, Instant now,
                                 const server::Response& response) {
  const std::string text = errand.facility ? text_of(*errand.facility, json::write_facility)
                                           : text_of(*errand.member, json::write_member);
  const auto known = register_now_.find(errand.request.target);
  const bool is_known = known != register_now_.end();
  const bool is_there = is_known && known->second == text;
  const auto& condition = errand.request.if_match;
  if (!is_there && condition && (!is_known || server::entity_tag(known->second) != *condition))
    return response.status == 412 ? "" : "a PUT against its condition was not refused";
  if (response.status != (is_known ? 200 : 201))
    return "a PUT was answered with " + std::to_string(response.status);
  if (is_there) return {};
  register_now_[errand.request.target] = text;
  if (!errand.facility) return {};
  auto& entries = facilities_[errand.facility->id];
  Instant from = now;  // never before an entry that it replaces, whatever the clock does
  if (!entries.empty())
    from = std::max(from, Instant::from_microseconds(entries.rbegin()->first.microseconds() + 1));
  entries.emplace(from, *errand.facility);
  return {};
}

void Model::register_first_facility(const Facility& facility, Instant at) {
  if (!facilities_.empty()) return;
  facilities_[facility.id].emplace(at, facility);
  register_now_["/v1/facilities/" + facility.id] = text_of(facility, json::write_facility);
}

bool Model::says(const PostedEvent& posted, std::int64_t seq, Instant recorded_at) const {
  const auto found = events_.find(posted.id);
  return found != events_.end() && is_same(found->second.posted, posted) &&
         found->second.event.seq == seq && found->second.event.recorded_at == recorded_at;
}

std::vector<std::string> Model::episodes() const {
  std::vector<std::string> all;
  for (const auto& [id, log] : logs_) all.push_back(id);
  return all;
}

Facility Model::facility_of(const std::string& episode, Instant as_of) const {
  return facility(logs_.at(episode).head.facility, as_of);
}

std::map<std::string, Instant> Model::entered() const {
  std::map<std::string, Instant> all;
  for (const auto& [id, entries] : facilities_) all.emplace(id, entries.begin()->first);
  return all;
}

Facility Model::facility(const std::string& id, Instant as_of) const {
  const auto& entries = facilities_.at(id);
  auto after = entries.upper_bound(as_of);
  return after == entries.begin() ? after->second : std::prev(after)->second;
}

Standing Model::standing_at(const std::string& episode, const PolicyBook& book,
                            Instant as_of) const {
  return standing(fold(logs_.at(episode).events, as_of), book, facility_of(episode, as_of), as_of);
}

std::string Model::standing_text(const std::string& episode, const PolicyBook& book,
                                 Instant as_of) const {
  JsonWriter out;
  json::write_standing(out, standing_at(episode, book, as_of));
  return std::string(out.text());
}

}  // namespace authledger::simulation
