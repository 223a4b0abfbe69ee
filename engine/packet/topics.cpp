// Passages on what reviewers ask for by name: family involvement, coordination of care, barriers,
// step-down criteria, aftercare, and how often the plan wants the member to come. A whole section
// when its title says so, else the sentences of other sections that name it.
#include <algorithm>
#include <array>
#include <set>

#include "engine/packet/contents.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr std::size_t most_quotes = 4;  // of one topic

struct Topic {
  std::vector<Quote> Topics::*quotes;
  std::vector<std::string_view> of_titles;     // words in a title that make the section one of it
  std::vector<std::string_view> of_sentences;  // words that make a sentence one
};

const std::vector<Topic>& topics() {
  static const std::vector<Topic> all{
      {&Topics::family,
       {"family involvement", "family session", "family therapy", "family contact", "collateral"},
       {"family session", "family therapy", "family meeting", "family involvement",
        "collateral contact"}},
      {&Topics::coordination,
       {"coordination of care", "care coordination"},
       {"coordination of care", "care coordination", "coordinated with", "coordinate with",
        "release of information"}},
      {&Topics::barriers, {"barrier"}, {"barrier"}},
      {&Topics::step_down,
       {"step down", "stepdown", "discharge criteria", "transition criteria"},
       {"step down", "stepdown", "discharge criteria"}},
      {&Topics::aftercare,
       {"aftercare", "discharge plan", "continuing care"},
       {"aftercare", "discharge plan", "continuing care", "planned discharge"}}};
  return all;
}

// Small letters, hyphens as blanks, single blanks.
std::string plain_words(std::string_view text) {
  std::string words = lower(text);
  std::ranges::replace(words, '-', ' ');
  return collapsed(words);
}

bool has_any(const std::string& words, const std::vector<std::string_view>& sought) {
  return std::ranges::any_of(
      sought, [&](std::string_view it) { return words.find(it) != std::string::npos; });
}

// Whether it says how often: a number of times, days or hours for a week.
bool is_frequency(const std::string& words) {
  static const std::vector<std::string_view> weeks{"a week", "per week",  "/week",      "/wk",
                                                   "weekly", "each week", "every week", "x week"};
  static constexpr std::array numbers{"one", "two",   "three", "four",  "five",
                                      "six", "seven", "once",  "twice", "nine"};
  if (!has_any(words, weeks)) return false;
  if (words.find_first_of("0123456789") != std::string::npos) return true;
  const std::string padded = " " + words + " ";
  return std::ranges::any_of(numbers, [&](std::string_view it) {
    return padded.find(" " + std::string(it) + " ") != std::string::npos;
  });
}

bool is_of_the_plan(const RecordItem& item) {
  return item.section == SectionKind::plan || item.section == SectionKind::interventions;
}

class Finder {
 public:
  explicit Finder(Topics& found) : found_(found) {}

  void look_at(const RecordItem& item) {
    if (item.section == SectionKind::family_history || item.sources.empty()) return;
    const std::string title = plain_words(item.sources.front().section);
    const bool of_plan = is_of_the_plan(item);
    for (const Topic& topic : topics())
      if (has_any(title, topic.of_titles)) add(topic.quotes, item, item.text);
    const std::string all = plain_words(item.text);  // most say nothing of the kind
    const bool is_any = std::ranges::any_of(
        topics(), [&](const Topic& topic) { return has_any(all, topic.of_sentences); });
    if (!is_any && !(of_plan && is_frequency(all))) return;
    for (const std::string_view sentence : sentences_of(item.text)) {
      const std::string words = plain_words(sentence);
      for (const Topic& topic : topics())
        if (!has_any(title, topic.of_titles) && has_any(words, topic.of_sentences))
          add(topic.quotes, item, sentence);
      if (of_plan && is_frequency(words)) add(&Topics::frequency, item, sentence);
    }
  }

 private:
  void add(std::vector<Quote> Topics::*quotes, const RecordItem& item, std::string_view text) {
    while (text.starts_with("- ") || text.starts_with("* ")) text.remove_prefix(2);
    std::vector<Quote>& to = found_.*quotes;
    const bool is_known = std::ranges::any_of(to, [&](const Quote& it) { return it.text == text; });
    if (!is_known && to.size() < most_quotes) to.push_back(quote_of(item, text));
  }

  Topics& found_;
};

// Whether the change speaks of this entry: what is new stands now, what is gone stood before.
bool is_side_of(const Change& change, const RecordItem& item) {
  const ChangeSide& side = change.kind == ChangeKind::gone ? change.before : change.now;
  return side.source && std::ranges::find(item.sources, *side.source) != item.sources.end();
}

std::string detail_named(const RecordItem& item, std::string_view name) {
  for (const Detail& it : item.details)
    if (it.name == name) return it.text;
  return "";
}

}  // namespace

void add_topics(const ClinicalRecord& record, ReviewPacket& packet) {
  Finder finder(packet.topics);
  for (const RecordItem* item : narratives(record)) finder.look_at(*item);
}

void add_medication_details(ReviewPacket& packet) {
  for (const RecordItem& item : packet.medications.shown) {
    if (item.negated || item.no_information) continue;
    MedicationDetail it;
    it.name = item.text;
    if (!item.dated_by_document) it.start = item.date;
    it.dose = detail_named(item, "dose");
    if (it.dose.empty()) it.dose = detail_named(item, "dosage");
    it.how_often = detail_named(item, "every");
    it.prescriber = detail_named(item, "prescriber");
    it.sources = item.sources;
    const std::string subject = medication_in(item.text);
    for (const Change& change : packet.since_approval.changes)
      if (change.about == ChangeOf::medication && change.what == subject &&
          is_side_of(change, item))
        it.change = change.kind;
    packet.medication_details.push_back(std::move(it));
  }
}

}  // namespace authledger
