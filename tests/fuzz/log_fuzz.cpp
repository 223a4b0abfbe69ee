// A stored log, a fact a line, through fold, standing and explanation under the policies of
// payers/: any text is refused or read, what is read is written as it was, and no log is too odd to
// have a standing. The first byte of a line, if it is a small letter, says how many days later it
// was learned than the line before.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/episode/episode.hpp"
#include "engine/explain/explain.hpp"
#include "engine/json/event_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/standing/standing.hpp"
#include "engine/store/payers_folder.hpp"
#include "tests/fuzz/promise.hpp"

namespace authledger::fuzz {
namespace {

constexpr std::size_t most_events = 100;
constexpr std::int64_t microseconds_of_a_day = 86'400'000'000;

class Ledger {
 public:
  Ledger()
      : book_(*store::read_payers_folder(AUTHLEDGER_SOURCE_DIR "/payers")),
        facility_{"main", "Main", "", *Zone::find("America/Chicago"), {}},
        start_(*parse_instant("2026-01-01T12:00:00Z")) {}

  void check(std::string_view text) const {
    const std::vector<Event> log = read(text);
    if (log.empty()) return;
    const Instant as_of =
        Instant::from_microseconds(log.back().recorded_at.microseconds() + microseconds_of_a_day);
    JsonWriter out;
    json::write_standing(out, standing(fold(log, as_of), book_, facility_, as_of));
    const explain::Explainer explainer(log, book_, facility_, as_of);
    JsonWriter again;
    json::write_standing(again, explainer.standing());
    promise(out.text() == again.text(), "a standing is the same whoever computes it");
    for (const auto& group : explainer.keys())
      for (std::size_t i = 0; i < group.keys.size() && i < 3; ++i)
        promise(!explainer.explain(group.keys[i]).empty(), "what has a key has an explanation");
  }

 private:
  std::vector<Event> read(std::string_view text) const {
    std::vector<Event> log;
    std::int64_t days = 0;
    while (!text.empty() && log.size() < most_events) {
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      if (!line.empty() && line.front() >= 'a' && line.front() <= 'z') {
        days += line.front() - 'a';
        line.remove_prefix(1);
      }
      const auto fact = json::read_fact_text(line);
      if (!fact) continue;
      const std::string written = json::fact_text(*fact);
      const auto back = json::read_fact_text(written);
      promise(back && *back == *fact, "what is written is read back as it was");
      promise(json::fact_text(*back) == written, "equal facts give equal text");
      promise(json::differing_field(*fact, *back).empty(), "a fact does not differ from itself");
      log.push_back(
          {static_cast<std::int64_t>(log.size()) + 1,
           Instant::from_microseconds(start_.microseconds() + days * microseconds_of_a_day),
           *fact});
    }
    return log;
  }

  PolicyBook book_;
  Facility facility_;
  Instant start_;
};

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const authledger::fuzz::Ledger ledger;
  ledger.check({static_cast<const char*>(static_cast<const void*>(data)), size});
  return 0;
}
