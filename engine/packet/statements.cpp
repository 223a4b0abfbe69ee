#include <algorithm>
#include <set>

#include "engine/packet/packet_parts.hpp"
#include "engine/records/instruments.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr int days_before_admission = 30;  // a score this close still says how treatment began

// Chapter F of ICD-10-CM: mental, behavioral and neurodevelopmental disorders.
bool is_behavioral(const RecordItem& item) {
  return std::any_of(item.codings.begin(), item.codings.end(), [](const Coding& coding) {
    return coding.code.size() >= 3 && coding.code[0] == 'F' && coding.code[1] >= '0' &&
           coding.code[1] <= '9' && coding.system.find("icd9") == std::string::npos &&
           (coding.system.find("icd-10") != std::string::npos ||
            coding.system == "2.16.840.1.113883.6.90");
  });
}

int rank(const RecordItem& item) {
  // What is planned is as current as what is under way.
  const int course = item.course == Course::active || item.course == Course::planned ? 0
                     : item.course == Course::unknown                                ? 2
                                                                                     : 4;
  return course + (is_behavioral(item) ? 0 : 1);
}

void sort_current_first(std::vector<RecordItem>& items) {
  std::stable_sort(items.begin(), items.end(), [](const RecordItem& one, const RecordItem& other) {
    if (rank(one) != rank(other)) return rank(one) < rank(other);
    return is_newer(one.date, other.date);
  });
}

std::vector<RecordItem> usable_of(const ClinicalRecord& record, ItemKind kind) {
  std::vector<RecordItem> items;
  for (const RecordItem& item : record.items)
    if (item.kind == kind && is_usable(item)) items.push_back(item);
  return items;
}

std::string code_of(const RecordItem& item) {
  return item.codings.empty() ? lower(item.text) : item.codings.front().code;
}

// The same thing said on several days is shown once, as of the newest, with all its places.
void fold_repeats(std::vector<RecordItem>& items) {
  std::vector<RecordItem> kept;
  for (RecordItem& item : items) {
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const RecordItem& known) {
      return code_of(known) == code_of(item) && known.negated == item.negated &&
             known.course == item.course && known.value == item.value &&
             known.details == item.details;
    });
    if (same == kept.end())
      kept.push_back(std::move(item));
    else
      same->sources.insert(same->sources.end(), item.sources.begin(), item.sources.end());
  }
  items = std::move(kept);
}

// Shows what holds today, at most `most`, and says how much is left out.
template <class IsOver>
Listing listing(std::vector<RecordItem> items, std::size_t most, std::string_view over_word,
                IsOver is_over) {
  Listing listing;
  const std::size_t all = items.size();
  std::erase_if(items, is_over);
  const std::size_t over = all - items.size();
  sort_current_first(items);
  constexpr std::size_t compared = 2'000;  // with each other
  std::size_t further = items.size() > compared ? items.size() - compared : 0;
  items.resize(items.size() - further);
  fold_repeats(items);
  if (items.size() > most) {
    further += items.size() - most;
    items.resize(most);
  }
  listing.shown = std::move(items);
  listing.left_out = static_cast<int>(over + further);
  if (over > 0) listing.left_out_why = std::to_string(over) + " " + std::string(over_word);
  if (further > 0)
    listing.left_out_why += (over > 0 ? ", " : "") + std::to_string(further) + " further";
  return listing;
}

bool is_resolved(const RecordItem& item) {
  return item.course == Course::resolved;
}

// A diagnosis of an encounter that the problem list holds as active says nothing new.
void drop_repeated_diagnoses(std::vector<RecordItem>& items) {
  std::set<std::string> active;
  for (const RecordItem& item : items)
    if (item.course == Course::active && !item.negated) active.insert(code_of(item));
  std::erase_if(items, [&](const RecordItem& item) {
    return item.course == Course::unknown && active.count(code_of(item)) > 0;
  });
}

bool is_about_substances(const RecordItem& item) {
  const std::string said = lower(item.text + " " + item.value);
  for (const std::string_view word_ : {"alcohol", "drug", "smok", "tobacco", "substance", "opioid",
                                       "cannabis", "drinks", "cocaine"})
    if (said.find(word_) != std::string::npos) return true;
  return false;
}

ScoreSeries series_of(std::string_view instrument, const std::vector<RecordItem>& scores,
                      const PacketHeader& header) {
  ScoreSeries series;
  series.instrument = instrument;
  series.scores = scores;
  std::stable_sort(series.scores.begin(), series.scores.end(),
                   [](const RecordItem& one, const RecordItem& other) {
                     return is_newer(other.date, one.date) || (!one.date && other.date);
                   });
  std::vector<std::size_t> dated;
  for (std::size_t i = 0; i < series.scores.size(); ++i)
    if (series.scores[i].date && series.scores[i].total) dated.push_back(i);
  const Instrument* known = instrument_named(instrument);
  for (const RecordItem& score : series.scores)
    for (const Answer& answer : score.answers)
      if (known && !known->safety_item.empty() && answer.code == known->safety_item &&
          answer.value.value_or(0) > 0)
        series.safety_answer = true;
  if (dated.empty()) return series;
  const auto since_admission = std::find_if(dated.begin(), dated.end(), [&](std::size_t i) {
    return header.admitted &&
           series.scores[i].date->first >= *header.admitted - days_before_admission;
  });
  series.baseline = since_admission == dated.end() ? dated.front() : *since_admission;
  series.latest = dated.back();
  const auto total = [&](std::size_t i) { return *series.scores[i].total; };
  if (dated.size() > 1) {
    series.previous = dated[dated.size() - 2];
    series.change_since_previous = total(*series.latest) - total(*series.previous);
  }
  if (series.baseline != series.latest)
    series.change_since_baseline = total(*series.latest) - total(*series.baseline);
  return series;
}

}  // namespace

void add_statements(const ClinicalRecord& record, ReviewPacket& packet) {
  const Date today = packet.header.today;
  const auto is_over = [&](const RecordItem& item) {
    return is_resolved(item) ||
           (item.until && item.until->first < today && item.until->exact == RecordDate::Exact::day);
  };
  std::vector<RecordItem> diagnoses = usable_of(record, ItemKind::diagnosis);
  drop_repeated_diagnoses(diagnoses);
  packet.diagnoses = listing(std::move(diagnoses), 12, "resolved", is_resolved);
  packet.medications =
      listing(usable_of(record, ItemKind::medication), 60, "stopped or ended", is_over);
  packet.allergies = listing(usable_of(record, ItemKind::allergy), 10, "resolved", is_resolved);
  packet.goals = listing(usable_of(record, ItemKind::goal), 12, "closed", is_resolved);
  packet.plan = listing(usable_of(record, ItemKind::plan), 15, "completed or closed", is_resolved);
  const auto none = [](const RecordItem&) { return false; };
  packet.mental_status = listing(usable_of(record, ItemKind::mental_status), 10, "", none);
  std::vector<RecordItem> social = usable_of(record, ItemKind::social_history);
  std::erase_if(social, [](const RecordItem& item) { return !is_about_substances(item); });
  packet.substance_use = listing(std::move(social), 5, "", none);
  packet.results = listing(usable_of(record, ItemKind::result), 8, "", none);
}

void add_scores(const ClinicalRecord& record, ReviewPacket& packet) {
  for (const Instrument& instrument : instruments()) {
    std::vector<RecordItem> scores;
    for (const RecordItem& item : record.items)
      if (item.kind == ItemKind::score && item.instrument == instrument.name && is_usable(item) &&
          !item.negated)
        scores.push_back(item);
    if (!scores.empty()) packet.scores.push_back(series_of(instrument.name, scores, packet.header));
  }
}

}  // namespace authledger
