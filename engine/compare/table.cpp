#include "engine/compare/table.hpp"

#include <algorithm>
#include <array>

#include "engine/base/result.hpp"

namespace authledger::compare {
namespace {

constexpr std::size_t longest_cell = 60;  // bytes of a before that still aligns
constexpr std::array weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::string day_text(Date date) {
  return std::string(weekdays.at(static_cast<std::size_t>(date.weekday()))) + " " +
         authledger::to_text(date);
}

struct InWords {
  const Zone& zone;
  std::string operator()(std::monostate) const { return "-"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Date date) const { return day_text(date); }
  std::string operator()(Instant at) const {
    return day_text(zone.day_of(at)) + " " + authledger::to_text(zone.time_of(at));
  }
  std::string operator()(const std::string& text) const { return shortened(text, longest_detail); }
};

std::string field_words(const Change& change) {
  if (change.section == Section::coverage && change.what == "remaining")
    return change.field + " units";
  if (change.field.empty()) return change.before.index() == 0 ? "new" : "gone";
  if (change.field == "due_at") return "due";
  if (change.field == "opens_at") return "opens";
  if (change.field == "charged" || change.field == "covered") return change.field + " units";
  std::string words = change.field;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string row(std::string_view what, const std::string& text) {
  return "  " + padded(std::string(what), 26) + text + "\n";
}

}  // namespace

std::string to_table(const std::vector<Change>& changes, const Zone& zone, std::size_t most) {
  using Row = std::array<std::string, 4>;
  std::vector<Row> rows;
  std::array<std::size_t, 3> widths{};
  const std::size_t shown = std::min(changes.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    const Change& change = changes[i];
    Row cells{change.what, field_words(change), std::visit(InWords{zone}, change.before),
              std::visit(InWords{zone}, change.after)};
    if (i > 0 && changes[i - 1].what == change.what && changes[i - 1].section == change.section)
      cells[0].clear();
    for (std::size_t column = 0; column < widths.size(); ++column)
      widths[column] = std::max(widths[column], std::min(cells[column].size(), longest_cell));
    rows.push_back(std::move(cells));
  }
  std::string text;
  for (const Row& cells : rows)
    text += "  " + padded(cells[0], widths[0]) + "  " + padded(cells[1], widths[1]) + "  " +
            padded(cells[2], widths[2]) + "  ->  " + cells[3] + "\n";
  if (shown < changes.size())
    text += "  and " + std::to_string(changes.size() - shown) + " more changes; --json has all\n";
  return text;
}

std::string to_text(const Summary& summary) {
  const Tally& tally = summary.tally;
  const auto n = [](std::int64_t number) { return std::to_string(number); };
  std::string text = n(summary.episodes) + (summary.episodes == 1 ? " episode" : " episodes") +
                     " compared: " + n(summary.changed) + " changed (" +
                     n(summary.members_changed) +
                     (summary.members_changed == 1 ? " member), " : " members), ") +
                     n(summary.episodes - summary.changed) + " the same\n";
  text += row("units of cover", n(tally.cover_lost) + " lost, " + n(tally.cover_gained) +
                                    " gained, of attended sessions");
  text += row("first day without cover", "earlier in " + n(tally.uncovered_earlier) +
                                             " episodes, later in " + n(tally.uncovered_later));
  text += row("sessions", n(tally.sessions_changed) + " changed");
  text +=
      row("obligations", n(tally.obligations_added) + " added, " + n(tally.obligations_removed) +
                             " removed, " + n(tally.obligations_moved) + " due on another date, " +
                             n(tally.obligations_turned) + " of another status");
  text += row("findings",
              n(tally.findings_added) + " added, " + n(tally.findings_removed) + " removed");
  return text;
}

}  // namespace authledger::compare
