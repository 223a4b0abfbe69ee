// Compares the episodes of a store under two sets of policies, or at two moments, one at a time.
#include <iostream>
#include <set>

#include "engine/compare/table.hpp"
#include "engine/json/comparison_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "tools/commands.hpp"
#include "tools/payers.hpp"
#include "tools/progress.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t most_lines_of_an_episode = 200;

struct Side {
  std::string folder;
  const PolicyBook* book;
  Instant as_of;
};

class StoreComparison {
 public:
  StoreComparison(sql::Connection& connection, const Side& before, const Side& after, bool as_json,
                  std::ostream& out)
      : connection_(connection), before_(before), after_(after), as_json_(as_json), out_(out) {}

  void run(const std::vector<std::string>& episodes) {
    if (!as_json_)
      out_ << "Before: " << side_text(before_) << "\nAfter:  " << side_text(after_) << "\n\n";
    else
      out_ << "{\"before\":" << side_json(before_) << ",\"after\":" << side_json(after_)
           << ",\"episodes\":[";
    {
      Progress progress("compare", "episodes", episodes.size());
      for (std::size_t i = 0; i < episodes.size(); ++i) {
        take(episodes[i]);
        progress.at(i + 1);
      }
    }
    summary_.members_changed = static_cast<std::int64_t>(members_.size());
    if (!as_json_) {
      if (summary_.changed > 0) out_ << '\n';
      out_ << to_text(summary_);
      return;
    }
    JsonWriter json;
    json::write_summary(json, summary_);
    out_ << "\n],\"summary\":" << json.text() << "}\n";
  }

  bool any_changed() const { return summary_.changed > 0; }

 private:
  static std::string side_text(const Side& side) {
    return "policies of " + side.folder + ", as of " + authledger::to_text(side.as_of);
  }

  static std::string side_json(const Side& side) {
    JsonWriter json;
    json.begin_object();
    json.field("as_of", side.as_of);
    json.field("payers", side.folder);
    json.field("fingerprint", side.book->fingerprint);
    json.end_object();
    return std::string(json.text());
  }

  Facility facility_at(const std::string& id, Instant as_of) const {
    auto facility = store::find_facility(connection_, id, as_of);
    if (!facility)
      throw sql::Error("the log names facility " + id + ", which the register does not have");
    return std::move(*facility);
  }

  void take(const std::string& id) {
    const auto head = store::find_log(connection_, id);
    if (!head) return;
    ++summary_.episodes;
    const std::vector<Event> log = store::read_log(connection_, id);
    const Facility before_at = facility_at(head->facility, before_.as_of);
    const Facility after_at = facility_at(head->facility, after_.as_of);
    const Episode then = fold(log, before_.as_of);
    const Episode now = fold(log, after_.as_of);
    const compare::Comparison comparison =
        compare::compare(standing(then, *before_.book, before_at, before_.as_of),
                         standing(now, *after_.book, after_at, after_.as_of));
    if (comparison.changes.empty()) return;
    ++summary_.changed;
    summary_.tally += comparison.tally;
    if (head->member) members_.insert(*head->member);
    if (as_json_)
      print_json({id, head->facility, head->member, &comparison});
    else
      print_table(*head, after_at, comparison);
  }

  void print_json(const json::ComparedEpisode& compared) {
    JsonWriter json;
    json::write_compared(json, compared);
    out_ << (summary_.changed > 1 ? ",\n" : "\n") << json.text();
  }

  void print_table(const LogHead& head, const Facility& facility,
                   const compare::Comparison& comparison) {
    std::optional<Member> member;
    if (head.member) member = store::find_member(connection_, *head.member, after_.as_of);
    if (summary_.changed > 1) out_ << '\n';
    out_ << head.episode;
    if (member) out_ << ", " << member->name << " (" << member->id << ")";
    out_ << ", at " << head.facility << ", times in " << facility.zone.name() << '\n'
         << compare::to_table(comparison.changes, facility.zone, most_lines_of_an_episode);
  }

  sql::Connection& connection_;
  Side before_, after_;
  bool as_json_;
  std::ostream& out_;
  compare::Summary summary_;
  std::set<std::string> members_;  // of changed episodes
};

}  // namespace

int compare_store(const StorePaths& paths, const CompareOptions& options, std::ostream& out) {
  const auto book = read_payers(paths.payers);
  std::optional<PolicyBook> other;
  if (!options.with_payers.empty()) {
    other = read_payers(options.with_payers);
    if (!other) return exit_usage;
  }
  if (!book) return exit_usage;
  const auto data = store::DataDirectory::open_to_read(paths.data);
  const auto reader = data.connect_to_read();
  const sql::Transaction snapshot(*reader);
  std::vector<std::string> episodes{options.episode};
  if (options.episode.empty()) {
    episodes = store::episode_ids(*reader);
  } else if (!store::find_log(*reader, options.episode)) {
    std::cerr << "there is no episode \"" << options.episode << "\" in " << paths.data << '\n';
    return exit_refused;
  }
  const Side before{paths.payers, &*book, options.at};
  const Side after{other ? options.with_payers : paths.payers, other ? &*other : &*book,
                   options.with_at};
  StoreComparison comparison(*reader, before, after, options.as_json, out);
  comparison.run(episodes);
  return comparison.any_changed() && options.tells_by_exit_code ? exit_refused : exit_done;
}

}  // namespace authledger::tools
