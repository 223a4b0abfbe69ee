// The payer's forms: which parts of a packet each asks for.
#include <algorithm>

#include "engine/json/policy_rules.hpp"

namespace authledger::json {
namespace {

constexpr RequestMode all_modes[] = {RequestMode::initial, RequestMode::continued_stay,
                                     RequestMode::discharge, RequestMode::retro};
constexpr ReviewItem all_items[] = {
    ReviewItem::diagnoses,    ReviewItem::medications,   ReviewItem::allergies,
    ReviewItem::risk,         ReviewItem::mental_status, ReviewItem::substance_use,
    ReviewItem::results,      ReviewItem::scores,        ReviewItem::goals,
    ReviewItem::plan,         ReviewItem::changes,       ReviewItem::attendance,
    ReviewItem::absences,     ReviewItem::criteria,      ReviewItem::family,
    ReviewItem::coordination, ReviewItem::barriers,      ReviewItem::step_down,
    ReviewItem::aftercare,    ReviewItem::notes,         ReviewItem::attachments};
static_assert(std::size(all_items) == review_item_count);

enum class Seen : std::uint8_t { whole, in_part };
constexpr Seen all_seen[] = {Seen::whole, Seen::in_part};
std::string_view word(Seen seen) {
  return seen == Seen::whole ? "whole" : "in_part";
}

using authledger::word;  // beside the one above, for Fields::one_of

// The word at `item`, which must be one of `all` and not among `taken`.
template <class Enum, std::size_t N>
void read_word(JsonNode item, const Place& place, Problems& problems, const Enum (&all)[N],
               std::vector<Enum>& taken, std::vector<Enum>& into) {
  std::string words;
  for (const Enum value : all) {
    words += (words.empty() ? "" : ", ") + std::string(word(value));
    if (!item.is(JsonKind::string) || item.text() != word(value)) continue;
    if (std::find(taken.begin(), taken.end(), value) != taken.end())
      return refuse(problems, ProblemCode::invalid_value, place,
                    item.excerpt() + " stands in the rule already: name it once");
    taken.push_back(value);
    into.push_back(value);
    return;
  }
  refuse(problems, item.is(JsonKind::string) ? ProblemCode::invalid_value : ProblemCode::wrong_type,
         place, "it is " + item.excerpt() + "; it must be one of " + words);
}

std::vector<RequestMode> read_modes(Fields& fields) {
  std::vector<RequestMode> modes, taken;
  const std::size_t problems_before = fields.problems.size();
  fields.list("for", [&](JsonNode item, const Place& place) {
    read_word(item, place, fields.problems, all_modes, taken, modes);
  });
  if (fields.is_object() && modes.empty() && fields.problems.size() == problems_before)
    fields.refuse(ProblemCode::invalid_value, "for", "for is empty; name one mode at least");
  return modes;
}

void read_items(Fields& fields, ReviewForm& form) {
  std::vector<ReviewItem> taken;
  const auto read_into = [&](std::vector<ReviewItem>& items) {
    return [&](JsonNode item, const Place& place) {
      read_word(item, place, fields.problems, all_items, taken, items);
    };
  };
  const std::size_t problems_before = fields.problems.size();
  fields.list("required", read_into(form.required));
  if (fields.is_object() && taken.empty() && fields.problems.size() == problems_before)
    fields.refuse(ProblemCode::invalid_value, "required",
                  "required is empty; name one item at least");
  fields.list_or_empty("optional", read_into(form.optional));
}

}  // namespace

void read_review_forms(Fields& document, Policy& policy) {
  std::set<std::string> keys;
  each_object(document, "review_forms", [&](Fields& fields, const Place&) {
    ReviewForm form;
    form.name = read_unique_name(fields, policy, keys);
    form.modes = read_modes(fields);
    form.codes = read_some_texts(fields, "codes");
    read_items(fields, form);
    form.seen_whole = fields.one_of("seen", all_seen) == Seen::whole;
    policy.review_forms.push_back(std::move(form));
  });
}

}  // namespace authledger::json
