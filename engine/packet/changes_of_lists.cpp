// Medications, diagnoses and goals: the newest list from before the decision against the newest
// one since; and what says by its own dates that it began or ended since.
#include <algorithm>
#include <map>
#include <set>

#include "engine/packet/changes_parts.hpp"
#include "engine/packet/packet_words.hpp"
#include "engine/records/dose_conflicts.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr std::size_t most_changes = 25;  // of one kind

struct Listed {
  const DocumentInfo* document = nullptr;
  std::map<std::string, const RecordItem*> items;  // by what they are about
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "100 mg" of "sertraline 100 mg daily"; empty: none is stated.
std::string strength_in(const RecordItem& item) {
  const std::string text = lower(item.text + " " + details_of(item));
  constexpr std::string_view units[]{"mcg", "mg", "ml", "meq", "g", "unit"};
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
    std::size_t unit = end;
    while (unit < text.size() && text[unit] == ' ') ++unit;
    for (const std::string_view word_ : units)
      if (std::string_view(text).substr(unit).starts_with(word_) &&
          (unit + word_.size() >= text.size() || !is_letter(text[unit + word_.size()]) ||
           word_ == "unit"))
        return text.substr(at, end - at) + " " + std::string(word_);
    at = end;
  }
  return "";
}

const Coding* icd_of(const RecordItem& item) {
  for (const Coding& it : item.codings)
    if (it.code.size() >= 3 && it.code[0] >= 'A' && it.code[0] <= 'Z' && is_digit(it.code[1]))
      return &it;
  return nullptr;
}

std::string subject_of(const RecordItem& item) {
  if (item.kind == ItemKind::medication) return medication_in(item.text);
  // F33.1 that becomes F33.2 is the same illness, changed.
  if (item.kind == ItemKind::diagnosis)
    if (const Coding* icd = icd_of(item)) return icd->code.substr(0, 3);
  return lower(collapsed(item.text));
}

std::string said(const RecordItem& item) {
  std::string text = item.text;
  if (!item.value.empty()) text += ": " + item.value;
  if (const std::string details = details_of(item); !details.empty()) text += " (" + details + ")";
  if (item.negated) text = "not: " + text;
  return text;
}

bool is_over(const RecordItem& item, Date on) {
  return item.course == Course::resolved || item.negated || (item.until && item.until->first < on);
}

bool is_same(const RecordItem& one, const RecordItem& other, bool same_kind_of_document) {
  if (&one == &other) return true;
  if (one.kind == ItemKind::medication) {
    const std::string then = strength_in(one), now = strength_in(other);
    if (!then.empty() && !now.empty() && then != now) return false;
  }
  if (one.kind == ItemKind::diagnosis) {
    const Coding *then = icd_of(one), *now = icd_of(other);
    if (then && now) return then->code == now->code;
  }
  // Systems word the same thing differently; that alone is no change.
  if (!same_kind_of_document) return true;
  return lower(collapsed(said(one))) == lower(collapsed(said(other))) &&
         (one.kind != ItemKind::goal || one.status == other.status);
}

class Lists {
 public:
  Lists(const Comparison& comparison, ItemKind kind, ChangeOf about, std::string_view plural)
      : comparison_(comparison), kind_(kind), about_(about), plural_(plural) {}

  void run() {
    const Listed now = newest(false, std::nullopt);
    Listed before;
    if (now.document) before = newest(true, now.document->kind);
    if (!before.document) before = newest(true, std::nullopt);
    if (before.document && now.document)
      compare(before, now);
    else
      comparison_.result.not_compared.push_back(why_not(before, now));
    add_own_dates();
    const auto count = changes_.size();
    if (count > most_changes) {
      changes_.resize(most_changes);
      comparison_.result.not_compared.push_back(std::to_string(count - most_changes) +
                                                " further changes of " + std::string(plural_) +
                                                " are not shown.");
    }
    auto& all = comparison_.result.changes;
    all.insert(all.end(), changes_.begin(), changes_.end());
  }

 private:
  // The newest dated document of that side, and of that kind, that lists any.
  Listed newest(bool before, std::optional<DocumentKind> kind) const {
    Listed listed;
    for (const DocumentInfo& it : comparison_.record.documents) {
      if (!it.date || comparison_.is_before(*it.date) != before) continue;
      if (kind && it.kind != *kind) continue;
      if (listed.document && !is_newer(it.date, listed.document->date)) continue;
      Listed found{&it, items_of(it)};
      if (!found.items.empty()) listed = std::move(found);
    }
    return listed;
  }

  std::map<std::string, const RecordItem*> items_of(const DocumentInfo& document) const {
    std::map<std::string, const RecordItem*> items;
    for (const RecordItem& item : comparison_.record.items) {
      if (item.kind != kind_ || !is_usable(item) || item.no_information) continue;
      if (!source_in(item, document)) continue;
      const auto [place, is_new] = items.try_emplace(subject_of(item), &item);
      // Of several entries the one that holds.
      if (!is_new && is_over(*place->second, document.date->first) &&
          !is_over(item, document.date->first))
        place->second = &item;
    }
    return items;
  }

  static const Source* source_in(const RecordItem& item, const DocumentInfo& document) {
    for (const Source& it : item.sources)
      if (it.document == document.name) return &it;
    return nullptr;
  }

  static ChangeSide side(const RecordItem& item, const DocumentInfo& document) {
    return {said(item), document.date, *source_in(item, document), {}};
  }
  // Of a list that does not name it: where that list begins.
  static ChangeSide silent(const Listed& listed) {
    const Source* source = source_in(*listed.items.begin()->second, *listed.document);
    return {"", listed.document->date, *source, {}};
  }

  void compare(const Listed& before, const Listed& now) {
    const Date then = before.document->date->first, today = now.document->date->first;
    const bool same_kind = before.document->kind == now.document->kind;
    for (const auto& [subject, item] : now.items) {
      const auto known = before.items.find(subject);
      const bool was = known != before.items.end() && !is_over(*known->second, then);
      const bool is = !is_over(*item, today);
      if (was && is && !is_same(*known->second, *item, same_kind))
        add(ChangeKind::changed, subject, side(*known->second, *before.document),
            side(*item, *now.document));
      if (was && !is)
        add(ChangeKind::gone, subject, side(*known->second, *before.document),
            side(*item, *now.document));
      if (!was && is)
        add(ChangeKind::added, subject,
            known == before.items.end() ? silent(before) : side(*known->second, *before.document),
            side(*item, *now.document));
    }
    // A note does not list what a summary of care does, and the other way round.
    if (!same_kind) {
      comparison_.result.not_compared.push_back(
          std::string(plural_) + " that only the older document lists are not shown: it is of " +
          "another kind (" + std::string(word(before.document->kind)) + ") than the newer one (" +
          std::string(word(now.document->kind)) + ").");
      return;
    }
    for (const auto& [subject, item] : before.items)
      if (!now.items.contains(subject) && !is_over(*item, then))
        add(ChangeKind::gone, subject, side(*item, *before.document), silent(now));
  }

  void add(ChangeKind kind, const std::string& subject, ChangeSide before, ChangeSide now) {
    if (!known_.insert(subject).second) return;
    changes_.push_back({about_, kind, subject, std::move(before), std::move(now), {}, {}});
  }

  bool is_since(const std::optional<RecordDate>& date) const {
    return date && date->exact == RecordDate::Exact::day && date->first > comparison_.since &&
           date->first <= comparison_.packet.header.today;
  }

  void add_own_dates() {
    for (const RecordItem& item : comparison_.record.items) {
      if (item.kind != kind_ || !is_usable(item) || item.no_information || item.negated ||
          item.sources.empty())
        continue;
      const bool began = !item.dated_by_document && is_since(item.date);
      const bool ended = item.course == Course::resolved && is_since(item.until);
      if (began == ended) continue;
      const ChangeSide own{said(item), began ? item.date : item.until, item.sources.front(), {}};
      const ChangeSide nothing{"", std::nullopt, item.sources.front(), {}};
      if (began)
        add(ChangeKind::added, subject_of(item), nothing, own);
      else
        add(ChangeKind::gone, subject_of(item), {said(item), item.date, item.sources.front(), {}},
            {"ended", item.until, item.sources.front(), {}});
    }
  }

  std::string why_not(const Listed& before, const Listed& now) const {
    const std::string start = std::string(plural_) + " are not compared: no ";
    if (!before.document && !now.document) return start + "dated document lists any.";
    return start + "document dated " + (before.document ? "after " : "up to ") + comparison_.day() +
           " lists any.";
  }

  const Comparison& comparison_;
  ItemKind kind_;
  ChangeOf about_;
  std::string_view plural_;
  std::set<std::string> known_;
  std::vector<Change> changes_;
};

}  // namespace

std::string medication_in(std::string_view text) {
  std::string drug = drug_in(text);
  return drug.empty() ? lower(collapsed(text)) : drug;
}

void compare_lists(const Comparison& comparison) {
  Lists(comparison, ItemKind::medication, ChangeOf::medication, "Medications").run();
  Lists(comparison, ItemKind::diagnosis, ChangeOf::diagnosis, "Diagnoses").run();
  Lists(comparison, ItemKind::goal, ChangeOf::goal, "Goals").run();
}

}  // namespace authledger
