#include "tests/simulation/clinic.hpp"

#include <algorithm>

#include "engine/json/event_codec.hpp"
#include "engine/json/register_codec.hpp"
#include "tests/support/given.hpp"
#include "tests/support/random_history.hpp"

namespace authledger::simulation {
namespace {

using test::parsed;

constexpr std::size_t most_events_of_an_episode = 40;
constexpr std::int64_t a_day = 86'400'000'000;
constexpr const char* json_type = "application/json";

template <class Thing>
Thing parse(const std::string& text,
            std::optional<Thing> (*read)(JsonNode, const json::Place&, Problems&)) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  Problems problems;
  auto thing = read(tree->root(), json::Place(""), problems);
  ensure(thing.has_value(), "the clinic registers what can be read");
  return std::move(*thing);
}

std::string escaped(const std::string& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string all;
  for (const char it : text) {
    const auto byte = static_cast<unsigned char>(it);
    all += {'%', digits[byte / 16], digits[byte % 16]};
  }
  return all;
}

// The day of the last clock change before it.
Instant clock_change_before(Instant instant) {
  const Zone zone = test::zone("America/Chicago");
  const TimeOfDay noon{720};
  Date day = zone.day_of(instant);
  const auto is_change = [&](Date it) {
    const Date before = Date::from_days(it.days() - 1);
    return zone.at(it, noon).seconds() - zone.at(before, noon).seconds() != 86'400;
  };
  while (!is_change(day)) day = Date::from_days(day.days() - 1);
  return zone.start_of(day);
}

}  // namespace

Clinic::Clinic(std::uint64_t seed, Dice& dice) : dice_(dice) {
  const int episodes = dice_.between(1, 4);
  for (int number = 0; number < episodes; ++number)
    add_episode(test::random_scenario(seed * 5 + static_cast<std::uint64_t>(number)),
                static_cast<std::size_t>(number));
  if (dice_.chance(30))  // shortly before the clocks change
    begins_ = Instant::from_microseconds(clock_change_before(begins_).microseconds() -
                                         dice_.between(0, 20) * a_day / 10);
}

void Clinic::add_episode(const Json& scenario, std::size_t number) {
  const std::string episode = "E" + std::to_string(number + 1);
  if (number < 2) {
    const auto read = test::read_scenario_of(scenario);
    auto book = std::make_shared<PolicyBook>(read.book);
    book->fingerprint = "book " + std::to_string(number);
    books_.push_back(std::move(book));
    if (number == 0) begins_ = Instant::from_microseconds(read.as_of.microseconds() - 20 * a_day);
  }
  std::vector<Json> events;
  for (Json event : scenario["log"]) {
    const auto seq = event["seq"].get<std::int64_t>();
    event.erase("seq");
    event.erase("recorded_at");
    event["id"] = episode + "-" + std::to_string(seq);
    event["episode"] = episode;
    if (event.contains("withdraws"))
      event["withdraws"] = episode + "-" + std::to_string(event["withdraws"].get<int>());
    if (dice_.chance(15)) event["member"] = "m-" + std::to_string(dice_.between(1, 3));
    if (dice_.chance(20)) event["facility"] = dice_.one_of({"main", "main", "main", "north"});
    events.push_back(std::move(event));
    if (events.size() == most_events_of_an_episode) break;
  }
  episodes_.push_back(episode);
  to_say_.push_back(std::move(events));
  said_.push_back(0);
}

Clinic::Json Clinic::draw_event() {
  const auto which =
      static_cast<std::size_t>(dice_.between(0, static_cast<int>(episodes_.size()) - 1));
  const bool is_all_said = said_[which] == to_say_[which].size();
  if ((is_all_said || dice_.chance(10)) && !sent_.empty()) {
    Json again = dice_.one_of(sent_);
    if (dice_.chance(30)) again["facility"] = "north";
    return again;
  }
  if (is_all_said)
    return {{"id", "plan-" + std::to_string(sent_.size())},
            {"episode", episodes_[which]},
            {"type", "discharge.planned"},
            {"date", nullptr}};
  return to_say_[which][said_[which]++];
}

std::vector<std::optional<PostedEvent>> Clinic::read(const std::vector<Json>& events) {
  std::vector<std::optional<PostedEvent>> all;
  for (const Json& event : events) {
    JsonReader reader;
    const auto tree = reader.read(event.dump(), wire_limits);
    Problems problems;
    auto posted =
        json::read_posted_event(tree->root(), json::Place(""), problems, json::Sender::client);
    all.push_back(problems.empty() ? std::optional(std::move(posted)) : std::nullopt);
  }
  return all;
}

Errand Clinic::post() {
  if (!keyed_.empty() && dice_.chance(10)) {  // long afterwards, sometimes with another body
    Errand again = dice_.one_of(keyed_);
    if (!dice_.chance(25)) return again;
    const std::vector<Json> other{draw_event()};
    again.request.body = other.front().dump();
    again.request.content_type = json_type;
    again.events = read(other);
    if (again.events.front()) return again;
  }
  std::vector<Json> events{draw_event()};
  const bool is_alone = dice_.chance(40);
  for (int more = is_alone ? 0 : dice_.between(0, 7); more > 0; --more)
    events.push_back(draw_event());
  sent_.insert(sent_.end(), events.begin(), events.end());
  Errand errand;
  errand.events = read(events);
  const bool is_readable = std::all_of(errand.events.begin(), errand.events.end(),
                                       [](const auto& it) { return it.has_value(); });
  const bool is_lines = !is_readable || (!is_alone && dice_.chance(50));
  std::string body;
  if (is_lines) {
    if (dice_.chance(20)) {
      body = "{\"id\": 7}\n";
      errand.events.insert(errand.events.begin(), std::nullopt);
    }
    for (const Json& event : events) body += event.dump() + "\n";
  } else {
    body = is_alone ? events.front().dump() : Json(events).dump();
  }
  errand.request = {"POST", "/v1/events", is_lines ? "application/x-ndjson" : json_type, body};
  if (dice_.chance(40)) {
    errand.request.idempotency_key = "key-" + std::to_string(++keys_);
    keyed_.push_back(errand);
  }
  return errand;
}

std::vector<std::string> keys_of(const server::Response& obligations) {
  std::vector<std::string> keys;
  if (obligations.status != 200) return keys;
  const auto body = parsed(obligations.body);
  for (const auto& it : body.at("obligations")) keys.push_back(it.at("key"));
  return keys;
}

Errand Clinic::act(const std::string& episode, const std::string& key) {
  const bool takes = dice_.chance(70);
  Json body{{"id", "act-" + std::to_string(++actions_)}};
  if (takes)
    body["assignee"] = dice_.one_of({"Ann", "Ben"});
  else
    body["reason"] = "the payer said so";
  Errand errand;
  errand.request = {
      "POST",
      "/v1/episodes/" + episode + "/obligations/" + escaped(key) + (takes ? "/take" : "/waive"),
      json_type, body.dump()};
  if (dice_.chance(40)) errand.request.idempotency_key = "act-key-" + std::to_string(actions_);
  body["episode"] = episode;
  body["type"] = takes ? "obligation.assigned" : "obligation.waived";
  body["obligation"] = key;
  errand.events = read({body});
  errand.is_action = true;
  ensure(errand.events.front().has_value(), "an action is an event that can be read");
  return errand;
}

Errand Clinic::put_member() {
  const std::string id = "m-" + std::to_string(dice_.between(1, 3));
  const Json entry{{"id", id}, {"name", dice_.one_of({"Ada Invented", "Bo Made-Up", "Cy Nobody"})}};
  Errand errand;
  errand.request = {"PUT", "/v1/members/" + id, json_type, entry.dump()};
  errand.member = parse<Member>(entry.dump(), json::read_member);
  return errand;
}

Errand Clinic::put_facility() {
  const std::string id = dice_.chance(75) ? "main" : "north";
  Json closed = Json::array();
  for (int day = 1; day < 28; day += dice_.between(3, 20))
    closed.push_back(to_text(Date::from_days(static_cast<int>(begins_.seconds() / 86'400) + day)));
  const Json entry{
      {"id", id},
      {"name", dice_.one_of({"Lake House", "Hill House"})},
      {"time_zone", dice_.one_of({"America/Chicago", "America/New_York", "Pacific/Apia"})},
      {"closed", closed}};
  Errand errand;
  errand.request = {"PUT", "/v1/facilities/" + id, json_type, entry.dump()};
  errand.facility = parse<Facility>(entry.dump(), json::read_facility);
  return errand;
}

}  // namespace authledger::simulation
