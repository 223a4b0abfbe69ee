#include "tests/simulation/checks.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/store/audit_verify.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/verify.hpp"
#include "tests/oracle/oracle.hpp"
#include "tests/support/each_seed.hpp"
#include "tests/support/json.hpp"

namespace authledger::simulation {
namespace {

using test::Json;
using test::parsed;

std::string text_of_instant(Instant instant) {
  return to_exact_text(instant);
}

// Both texts from shortly before the first byte in which they differ.
std::string around_difference(const std::string& found, const std::string& expected) {
  const auto [at, ignored] =
      std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
  const auto from = static_cast<std::size_t>(at - found.begin());
  const std::size_t start = from < 60 ? 0 : from - 60;
  return found.substr(start, 150) + ", expected " + expected.substr(start, 150);
}

// The pending obligations, as the worklist should list them.
std::set<std::string> pending(ServiceRun& run, const Model& model) {
  std::set<std::string> keys;
  for (const std::string& episode : model.episodes()) {
    const Instant at = store::last_restating(run.reader(), episode).at;
    if (at < model.last_recorded_at(episode))
      throw Violation{episode + " was not restated after its last event"};
    const Standing standing = model.standing_at(episode, run.book(), at);
    for (const Obligation& it : standing.obligations)
      if (is_pending(it.status)) keys.insert(episode + " " + it.key);
  }
  return keys;
}

void check_worklist(ServiceRun& run, const Model& model) {
  std::set<std::string> listed;
  std::string target = "/v1/worklist?limit=1000&snoozed=show";
  const Json list = parsed(run.ask(target).body);
  for (const Json& item : list.at("items"))
    listed.insert(item.at("episode").get<std::string>() + " " + item.at("key").get<std::string>());
  if (list.contains("next") && !list["next"].is_null()) return;  // more than fits a page
  const std::set<std::string> expected = pending(run, model);
  if (listed == expected) return;
  std::vector<std::string> differing;
  std::set_symmetric_difference(listed.begin(), listed.end(), expected.begin(), expected.end(),
                                std::back_inserter(differing));
  throw Violation{"the worklist is not what the standings say: it " +
                  std::string(listed.contains(differing.front()) ? "lists " : "has not ") +
                  differing.front()};
}

}  // namespace

void check_events(ServiceRun& run, const Model& model, std::size_t known) {
  const auto found = store::events_after(run.reader(), static_cast<std::int64_t>(known),
                                         {.events = 100'000, .bytes = std::size_t{1} << 30});
  std::size_t at = known;
  for (const store::ListedEvent& it : found) {
    const std::string where =
        "event " + it.posted.id + " at position " + std::to_string(it.position);
    if (at == model.ids().size()) throw Violation{where + " is there, but nobody was to write it"};
    if (model.ids()[at] != it.posted.id || it.position != static_cast<std::int64_t>(++at))
      throw Violation{where + " is in another's place"};
    if (!model.says(it.posted, it.seq, it.recorded_at))
      throw Violation{where + " is not as it was sent and acknowledged"};
  }
  if (at != model.ids().size())
    throw Violation{"event " + model.ids()[at] + " was committed and is gone"};
}

void check_standing(ServiceRun& run, const Model& model, const std::string& episode,
                    std::optional<Instant> as_of) {
  const std::string asked = as_of ? "?as_of=" + text_of_instant(*as_of) : "";
  const Instant at = as_of.value_or(run.now());
  const server::Response answer = run.ask("/v1/episodes/" + episode + "/standing" + asked);
  const std::string expected = model.standing_text(episode, run.book(), at);
  if (answer.status != 200 || answer.body != expected)
    throw Violation{"the standing of " + episode + " as of " + text_of_instant(at) +
                    " is not the model's: " + around_difference(answer.body, expected)};
}

void check_register(ServiceRun& run, const Model& model) {
  for (const auto& [address, entry] : model.register_now()) {
    const server::Response answer = run.ask(address);
    if (answer.status != 200 || answer.body != entry)
      throw Violation{address + " is not what was put there last: " + answer.body + ", but " +
                      entry};
  }
}

std::int64_t check_changes(const Model& model, std::int64_t after,
                           const server::Response& response) {
  if (response.status != 200) throw Violation{"the follower was refused: " + response.body};
  const Json page = parsed(response.body);
  std::int64_t followed = after;
  for (const Json& change : page.at("changes")) {
    if (change.at("position") != followed + 1)
      throw Violation{"the follower's positions have a gap"};
    const auto at_model = static_cast<std::size_t>(followed++);
    if (at_model >= model.ids().size() || change.at("id") != model.ids()[at_model])
      throw Violation{"the follower was told what was not committed"};
  }
  if (page.at("next") != followed) throw Violation{"next is not the last"};
  return followed;
}

void check_anchor(ServiceRun& run, const store::ChainLink& anchor) {
  if (anchor.position == 0) return;
  try {
    store::check_anchor(anchor, run.reader());
  } catch (const store::BehindAnchor& error) {
    throw Violation{error.what()};
  }
}

void check_night_of(const Model& model, Instant now) {
  for (const auto& [id, entered] : model.entered()) {
    const Zone zone = model.facility(id, now).zone;
    const Date today = zone.day_of(now);
    // By four it has come, whatever the clocks do; before, it may have.
    const bool has_come = zone.at(today, {240}) <= now;
    const Date date = has_come ? today : Date::from_days(today.days() - 1);
    if (entered > zone.at(date, {60})) continue;
    const bool is_done = model.nights().contains({id, to_text(date)}) ||
                         (!has_come && model.nights().contains({id, to_text(today)}));
    if (!is_done) throw Violation{"the night of " + id + " on " + to_text(date) + " is left out"};
  }
}

void check_nights(ServiceRun& run, const Model& model) {
  std::map<Model::NightOf, Instant> done;
  run.reader().run("SELECT facility, date, done_at FROM night WHERE done_at IS NOT NULL", {},
                   [&](const sql::Row& row) {
                     done[{std::string(row.text(0)), std::string(row.text(1))}] =
                         Instant::from_microseconds(row.integer(2));
                   });
  if (done != model.nights()) throw Violation{"the nights are not those that were done"};
}

void check_all(ServiceRun& run, const Model& model, bool one_book) {
  run.settle();
  check_events(run, model, 0);
  check_register(run, model);
  for (const std::string& episode : model.episodes())
    check_standing(run, model, episode, std::nullopt);
  check_nights(run, model);
  const auto verification =
      store::verify(run.reader(), run.book(), [](std::size_t, std::size_t) {});
  if (!verification.differences.empty())
    throw Violation{"verify: " + verification.differences.front()};
  if (const auto bad = store::verify_audit(run.reader(), {}).bad)
    throw Violation{"the audit trail: " + bad->why};
  if (verification.waiting > 0) throw Violation{"an episode waits, but nothing restates it"};
  if (!one_book) return;  // what is closed stays as it was under the other
  if (verification.under_other_policies > 0) throw Violation{"an episode was never restated"};
  check_worklist(run, model);
}

void check_with_oracle(const Model& model, const PolicyBook& book, Instant as_of) {
  for (const std::string& episode : model.episodes()) {
    const json::Scenario scenario{as_of, model.facility_of(episode, as_of), book,
                                  model.log(episode)};
    const auto differences =
        oracle::differences(oracle::figures(test::printed(model.standing_at(episode, book, as_of))),
                            oracle::standing(scenario));
    if (!differences.empty())
      throw Violation{"the oracle's standing of " + episode + " differs: " + differences.front()};
  }
}

}  // namespace authledger::simulation
