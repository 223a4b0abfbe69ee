#include "engine/records/scores.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

std::optional<ScoreCode> by_code(std::string_view code) {
  if (const Instrument* instrument = instrument_of_total(code))
    return ScoreCode{instrument, ScoreCode::Role::total, code};
  if (const Instrument* instrument = instrument_of_panel(code))
    return ScoreCode{instrument, ScoreCode::Role::panel, code};
  if (const Instrument* instrument = instrument_of_item(code))
    return ScoreCode{instrument, ScoreCode::Role::answer, code};
  return std::nullopt;
}

// "12", "12.0"; none for anything else.
std::optional<int> whole_number(std::string_view text) {
  text = trimmed(text);
  if (const std::size_t blank = text.find(' '); blank != std::string_view::npos)
    text = text.substr(0, blank);  // "12 {score}"
  const std::size_t dot = std::min(text.find('.'), text.size());
  if (dot == 0 || dot > 4) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == dot) continue;
    if (text[i] < '0' || text[i] > '9' || (i > dot && text[i] != '0')) return std::nullopt;
    if (i < dot) value = value * 10 + (text[i] - '0');
  }
  return value;
}

using ScoreKey = std::tuple<std::string, std::optional<RecordDate>, std::string>;

// Undated scores only belong together within one document.
ScoreKey key_of(const RecordItem& score) {
  const bool dated = score.date.has_value();
  return {score.instrument, score.date, dated ? "" : score.sources.front().document};
}

std::string described(const RecordItem& score) {
  return score.instrument + (score.date ? " of " + to_text(*score.date) : " without a date");
}

void add_answers(RecordItem& to, const RecordItem& from, std::vector<Conflict>& conflicts) {
  for (const Answer& answer : from.answers) {
    const auto same = std::find_if(to.answers.begin(), to.answers.end(),
                                   [&](const Answer& known) { return known.code == answer.code; });
    if (same == to.answers.end()) {
      to.answers.push_back(answer);
    } else if (same->value != answer.value) {
      conflicts.push_back({described(to) + ": question " + answer.code + " is answered \"" +
                               same->text + "\" and \"" + answer.text + "\"",
                           {same->source, answer.source}});
    }
  }
}

void add_sources(RecordItem& to, const RecordItem& from) {
  for (const Source& source : from.sources)
    if (to.sources.size() < most_sources_of_an_item &&
        std::find(to.sources.begin(), to.sources.end(), source) == to.sources.end())
      to.sources.push_back(source);
}

void check_sum(const RecordItem& score, std::vector<Conflict>& conflicts) {
  const Instrument* instrument = instrument_named(score.instrument);
  if (!instrument || !score.total || instrument->items.empty()) return;
  int sum = 0;
  for (const std::string_view item : instrument->items) {
    const auto answer = std::find_if(score.answers.begin(), score.answers.end(),
                                     [&](const Answer& known) { return known.code == item; });
    if (answer == score.answers.end() || !answer->value) return;
    sum += *answer->value;
  }
  if (sum == *score.total) return;
  std::vector<Source> sources = score.sources;
  for (const Answer& answer : score.answers) sources.push_back(answer.source);
  conflicts.push_back({described(score) + ": the total is " + std::to_string(*score.total) +
                           ", its answers add up to " + std::to_string(sum),
                       std::move(sources)});
}

void check_totals(const std::vector<RecordItem>& totals, std::vector<Conflict>& conflicts) {
  if (totals.size() < 2) return;
  Conflict conflict{described(totals.front()) + " has different totals:", {}};
  for (const RecordItem& score : totals) {
    conflict.what += " " + std::to_string(*score.total);
    conflict.sources.insert(conflict.sources.end(), score.sources.begin(), score.sources.end());
  }
  conflicts.push_back(std::move(conflict));
}

// All parts of one administration become one score, or one for each total.
std::vector<RecordItem> joined(std::vector<RecordItem> parts, std::vector<Conflict>& conflicts) {
  std::stable_partition(parts.begin(), parts.end(),
                        [](const RecordItem& part) { return part.total.has_value(); });
  std::vector<RecordItem> whole;
  for (RecordItem& part : parts) {
    const auto same = std::find_if(whole.begin(), whole.end(), [&](const RecordItem& known) {
      return !part.total || known.total == part.total;
    });
    if (same == whole.end()) {
      whole.push_back(std::move(part));
      continue;
    }
    add_answers(*same, part, conflicts);
    if (part.total) add_sources(*same, part);
    if (same->value.empty()) same->value = part.value;
    if (same->author.empty()) same->author = part.author;
  }
  if (whole.front().total) check_totals(whole, conflicts);
  for (const RecordItem& score : whole) check_sum(score, conflicts);
  return whole;
}

// The questions of the PHQ-2 are the first two of the PHQ-9.
void give_answers_to_phq2(std::map<ScoreKey, std::vector<RecordItem>>& groups) {
  const Instrument& phq2 = *instrument_named("PHQ-2");
  for (auto& [key, parts] : groups) {
    if (std::get<0>(key) != "PHQ-9") continue;
    const auto other = groups.find({"PHQ-2", std::get<1>(key), std::get<2>(key)});
    const bool fits =
        other != groups.end() &&
        std::all_of(parts.begin(), parts.end(), [&](const RecordItem& part) {
          return !part.total &&
                 std::all_of(part.answers.begin(), part.answers.end(), [&](const Answer& answer) {
                   return std::find(phq2.items.begin(), phq2.items.end(), answer.code) !=
                          phq2.items.end();
                 });
        });
    if (!fits) continue;
    for (RecordItem& part : parts) {
      part.instrument = "PHQ-2";
      other->second.push_back(std::move(part));
    }
    parts.clear();
  }
}

// The questions of the AUDIT-C are the first three of the AUDIT: it cannot have more points.
void check_audits(const std::vector<RecordItem>& items, std::vector<Conflict>& conflicts) {
  for (const RecordItem& whole : items) {
    if (whole.kind != ItemKind::score || whole.instrument != "AUDIT" || !whole.total || !whole.date)
      continue;
    for (const RecordItem& part : items) {
      if (part.kind != ItemKind::score || part.instrument != "AUDIT-C" || !part.total ||
          part.date != whole.date || *part.total <= *whole.total)
        continue;
      Conflict conflict{described(whole) + " is " + std::to_string(*whole.total) +
                            ", the AUDIT-C in it " + std::to_string(*part.total) +
                            ": their codes may be swapped",
                        whole.sources};
      conflict.sources.insert(conflict.sources.end(), part.sources.begin(), part.sources.end());
      conflicts.push_back(std::move(conflict));
    }
  }
}

}  // namespace

bool is_loinc(std::string_view system) {
  return system == "http://loinc.org" || system == "https://loinc.org" ||
         system == "2.16.840.1.113883.6.1" || system == "urn:oid:2.16.840.1.113883.6.1";
}

std::optional<ScoreCode> score_code(const std::vector<Coding>& codings, std::string_view label) {
  bool has_loinc = false;
  for (const Coding& coding : codings) {
    if (!is_loinc(coding.system)) continue;
    has_loinc = true;
    if (const auto found = by_code(coding.code)) return found;
  }
  if (has_loinc) return std::nullopt;
  if (const Instrument* instrument = instrument_in_label(label))
    return ScoreCode{instrument, ScoreCode::Role::total, ""};
  return std::nullopt;
}

std::string label_contradiction(const std::vector<Coding>& codings, std::string_view label) {
  const auto code = std::find_if(codings.begin(), codings.end(),
                                 [](const Coding& coding) { return is_loinc(coding.system); });
  if (code == codings.end()) return "";
  const std::string_view said = code->display.empty() ? label : std::string_view(code->display);
  const Instrument* named = instrument_in_label(said);
  if (!named) return "";
  const auto known = by_code(code->code);
  if (known && (known->instrument == named || known->role == ScoreCode::Role::answer)) return "";
  return "the LOINC code " + code->code + " is labelled \"" + std::string(said) + "\", " +
         (known ? "but is that of " + std::string(known->instrument->name)
                : "but is not a code of " + std::string(named->name));
}

std::string set_total(RecordItem& score, const Instrument& instrument, std::string_view value) {
  score.value = collapsed(value);
  const auto total = whole_number(value);
  const std::string said = std::string(instrument.name) + " is \"" + score.value + "\"; ";
  if (!total) return said + "a score is a whole number";
  if (instrument.total.empty()) return "";
  if (*total < instrument.lowest || *total > instrument.highest)
    return said + "its totals lie between " + std::to_string(instrument.lowest) + " and " +
           std::to_string(instrument.highest);
  score.total = *total;
  return "";
}

void join_scores(ClinicalRecord& record) {
  std::map<ScoreKey, std::vector<RecordItem>> groups;
  std::vector<RecordItem> rest;
  for (RecordItem& item : record.items) {
    if (item.kind == ItemKind::score && !item.sources.empty())
      groups[key_of(item)].push_back(std::move(item));
    else
      rest.push_back(std::move(item));
  }
  give_answers_to_phq2(groups);
  for (auto& [key, parts] : groups)
    if (!parts.empty())
      for (RecordItem& score : joined(std::move(parts), record.conflicts))
        rest.push_back(std::move(score));
  check_audits(rest, record.conflicts);
  record.items = std::move(rest);
}

}  // namespace authledger
