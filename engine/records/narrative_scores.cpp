#include "engine/records/narrative_scores.hpp"

#include <set>
#include <utility>

#include "engine/records/note_scores.hpp"
#include "engine/records/scores.hpp"

namespace authledger {

void read_narrative_scores(ClinicalRecord& record, bool (*is_read)(const RecordItem&)) {
  std::set<std::string, std::less<>> coded;
  for (const RecordItem& item : record.items)
    if (item.kind == ItemKind::score) coded.insert(item.instrument);
  std::vector<RecordItem> found;
  for (RecordItem& item : record.items) {
    const bool is_wish = item.section == SectionKind::goals || item.section == SectionKind::plan ||
                         item.section == SectionKind::instructions;
    if (item.kind != ItemKind::narrative || is_wish || !is_read(item)) continue;
    const std::vector<MentionedScore> mentions = mentioned_scores(item.text);
    if (mentions.empty()) continue;
    // The narrative may have megabytes: it is no part of what each score is copied from.
    std::string narrative = std::exchange(item.text, "");
    const RecordItem like = item;
    item.text = std::move(narrative);
    for (const MentionedScore& mention : mentions) {
      if (coded.contains(mention.instrument->name) || found.size() >= most_items_of_a_document)
        continue;
      RecordItem score = like;
      score.kind = ItemKind::score;
      score.text = item.text.substr(mention.begin, mention.end - mention.begin);
      score.instrument = mention.instrument->name;
      if (mention.date) score.date = RecordDate{*mention.date, RecordDate::Exact::day};
      score.dated_by_document = !mention.date && item.dated_by_document;
      std::string why = mention.doubt;
      if (why.empty()) why = set_total(score, *mention.instrument, mention.value);
      if (why.empty())
        found.push_back(std::move(score));
      else if (record.problems.size() < most_problems_of_a_document)
        record.problems.push_back(
            {item.sources.front().document, item.sources.front().place, std::move(why)});
    }
  }
  for (RecordItem& score : found) add_item_within_bounds(record, std::move(score));
}

}  // namespace authledger
