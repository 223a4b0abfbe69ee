// How fast a standing is computed, and what of the time goes where. Prints JSON:
//
//     standing_bench [tests/cases/data/random.ndjson]
//
// `lines` is the work of `authledger standing --lines` in memory, over every scenario of the file,
// step by step: json (text to tree), decode (tree to scenario), fold (log to episode), standing,
// print (standing to text), all (the five in one go). `no_json` is the standing of one episode of
// 100 sessions that stands in memory. `reference` is work that knows nothing of standings, measured
// in the same run, so that ratios can be compared between machines: copying the text, and counting
// its commas. Every figure is the median of the runs; one core.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "engine/json/scenario_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "tests/support/given.hpp"

namespace authledger {
namespace {

constexpr int runs = 15;

// Median seconds of one call of work().
template <class Work>
double median_seconds(Work work) {
  std::vector<double> seconds;
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    work();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::nth_element(seconds.begin(), seconds.begin() + runs / 2, seconds.end());
  return seconds[runs / 2];
}

// The value must be computed: nobody may leave it out as unused.
std::size_t kept = 0;
void keep(std::size_t value) {
  kept += value;
}

struct Steps {  // seconds for all scenarios
  double json = 0, decode = 0, fold = 0, standing = 0, print = 0, all = 0;
  double copy = 0, commas = 0;
};

std::vector<std::string> scenarios_in(const std::string& path) {
  std::vector<std::string> texts;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    JsonReader reader;
    const auto tree = reader.read(line, file_limits);
    if (!tree) continue;
    // The scenario alone, as a program reads it: without the case's name and expected standing.
    const auto from = line.find("\"scenario\":") + 11;
    const auto to = line.rfind(",\"standing\":{\"as_of\"");
    texts.push_back(line.substr(from, to - from));
  }
  return texts;
}

json::Scenario scenario_of(const std::string& text) {
  JsonReader reader;
  return json::read_scenario(reader.read(text, file_limits).value().root()).value();
}

void answer(JsonReader& reader, JsonWriter& out, const std::string& text) {
  const auto tree = reader.read(text, file_limits);
  const auto scenario = json::read_scenario(tree.value().root());
  const Standing now = standing(fold(scenario->log, scenario->as_of), scenario->book,
                                scenario->facility, scenario->as_of);
  out.clear();
  json::write_standing(out, now);
  keep(out.text().size());
}

Steps measure_steps(const std::vector<std::string>& texts) {
  std::vector<json::Scenario> scenarios;
  std::vector<Episode> episodes;
  std::vector<Standing> standings;
  for (const std::string& text : texts) scenarios.push_back(scenario_of(text));
  for (const auto& it : scenarios) episodes.push_back(fold(it.log, it.as_of));
  for (std::size_t i = 0; i < texts.size(); ++i)
    standings.push_back(
        standing(episodes[i], scenarios[i].book, scenarios[i].facility, scenarios[i].as_of));

  JsonReader reader;
  JsonWriter out;
  Steps steps;
  steps.json = median_seconds([&] {
    for (const auto& text : texts)
      keep(reader.read(text, file_limits).value().root().find("log").has_value());
  });
  steps.decode = median_seconds([&] {  // less the reading before it, below
    for (const auto& text : texts)
      keep(json::read_scenario(reader.read(text, file_limits).value().root())->log.size());
  });
  steps.decode -= steps.json;
  steps.fold = median_seconds([&] {
    for (const auto& it : scenarios) keep(fold(it.log, it.as_of).sessions.size());
  });
  steps.standing = median_seconds([&] {
    for (std::size_t i = 0; i < texts.size(); ++i)
      keep(standing(episodes[i], scenarios[i].book, scenarios[i].facility, scenarios[i].as_of)
               .obligations.size());
  });
  steps.print = median_seconds([&] {
    for (const auto& it : standings) {
      out.clear();
      json::write_standing(out, it);
      keep(out.text().size());
    }
  });
  steps.all = median_seconds([&] {
    for (const auto& text : texts) answer(reader, out, text);
  });
  std::string copied;
  steps.copy = median_seconds([&] {
    for (const auto& text : texts) {
      copied.assign(text);
      keep(static_cast<unsigned char>(copied[copied.size() / 2]));
    }
  });
  steps.commas = median_seconds([&] {
    for (const auto& text : texts)
      keep(static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')));
  });
  return steps;
}

// 100 sessions of five months, three a week, under two authorizations, with a payer's usual rules.
test::Given hundred_sessions() {
  auto story = test::given();
  story
      .under(test::policy(R"(
          "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180,
                        "max_units_per_week": 5, "minimum_minutes_per_week": 540}],
          "reviews": [{"key": "before-end", "before": "end", "business_days": 2},
                      {"key": "few-left", "units_left": 2}],
          "missed_sessions": [{"key": "two", "outcomes": ["no_show"], "count": 2,
                               "pattern": "consecutive", "notify": {"business_days": 1}}],
          "duties": [{"key": "plan", "after": "admission", "within": {"days": 7}},
                     {"key": "recertification", "after": "admission", "every": {"days": 60}}],
          "prior_authorization": {"required": true})"))
      .admitted("2026-01-05")
      .covered_by("example-payer")
      .meets({"mon", "tue", "wed", "thu", "fri"}, "09:00", 180, "S9480")
      .approved("A1", 60, "2026-01-05", "2026-03-31")
      .approved("A2", 60, "2026-04-01", "2026-06-30");
  Date day = test::date("2026-01-05");
  for (int sessions = 0; sessions < 100; day = day + 1) {
    if (day.weekday() >= Weekday::sat) continue;
    const std::string text = to_text(day);
    if (++sessions % 9 == 0)
      story.no_show(text);
    else
      story.attended(text);
  }
  return story;
}

struct NoJson {  // seconds for one episode
  double fold = 0, standing = 0;
};

NoJson measure_hundred_sessions() {
  constexpr int times = 500;
  const test::Given story = hundred_sessions();
  const Instant as_of = test::instant("2026-05-23T00:00:00Z");
  const Episode episode = fold(story.log(), as_of);
  NoJson result;
  result.fold = median_seconds([&] {
                  for (int i = 0; i < times; ++i) keep(fold(story.log(), as_of).sessions.size());
                }) /
                times;
  result.standing =
      median_seconds([&] {
        for (int i = 0; i < times; ++i)
          keep(standing(episode, story.book(), story.facility(), as_of).obligations.size());
      }) /
      times;
  return result;
}

void print(const std::vector<std::string>& texts, const Steps& steps, const NoJson& no_json) {
  std::size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  const auto count = static_cast<double>(texts.size());
  const double sum = steps.json + steps.decode + steps.fold + steps.standing + steps.print;
  const auto step = [&](const char* name, double seconds, const char* end) {
    std::printf("    \"%s\": {\"microseconds\": %.2f, \"share\": %.3f}%s\n", name,
                seconds / count * 1e6, seconds / sum, end);
  };
  std::printf("{\n  \"scenarios\": %zu,\n  \"bytes_each\": %zu,\n  \"runs\": %d,\n", texts.size(),
              bytes / texts.size(), runs);
  std::printf("  \"lines\": {\n    \"scenarios_per_second_and_core\": %.0f,\n", count / steps.all);
  step("json", steps.json, ",");
  step("decode", steps.decode, ",");
  step("fold", steps.fold, ",");
  step("standing", steps.standing, ",");
  step("print", steps.print, ",");
  std::printf("    \"share_of_json\": %.3f\n  },\n",
              (steps.json + steps.decode + steps.print) / sum);
  std::printf(
      "  \"no_json\": {\"sessions\": 100, \"fold_microseconds\": %.2f, "
      "\"standing_microseconds\": %.2f},\n",
      no_json.fold * 1e6, no_json.standing * 1e6);
  std::printf(
      "  \"reference\": {\"copy_microseconds\": %.3f, \"commas_microseconds\": %.3f, "
      "\"all_to_commas\": %.1f, \"standing_to_commas\": %.2f},\n",
      steps.copy / count * 1e6, steps.commas / count * 1e6, steps.all / steps.commas,
      no_json.standing / (steps.commas / count));
  std::printf("  \"kept\": %zu\n}\n", kept % 10);
}

}  // namespace
}  // namespace authledger

int main(int count, char** arguments) {
  const std::string path =
      count > 1 ? arguments[1] : AUTHLEDGER_SOURCE_DIR "/tests/cases/data/random.ndjson";
  const auto texts = authledger::scenarios_in(path);
  if (texts.empty()) {
    std::fprintf(stderr, "no scenarios in %s\n", path.c_str());
    return 1;
  }
  const auto steps = authledger::measure_steps(texts);
  authledger::print(texts, steps, authledger::measure_hundred_sessions());
}
