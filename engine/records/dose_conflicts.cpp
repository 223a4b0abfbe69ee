#include "engine/records/dose_conflicts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr std::array<std::string_view, 10> units{"mg/ml", "mg/hr", "mcg", "mg",  "ug",
                                                 "ml",    "units", "unt", "meq", "g"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Bytes of a number with its fraction and thousands.
std::size_t number_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() &&
         (is_digit(text[length]) || ((text[length] == '.' || text[length] == ',') &&
                                     length + 1 < text.size() && is_digit(text[length + 1]))))
    ++length;
  return length;
}

struct Amount {
  std::string text;
  std::size_t length = 0;
};

// "50 MG", "50mg" at the start of a text in small letters.
Amount amount_at_start(std::string_view text) {
  const std::size_t number = number_length(text);
  if (number == 0) return {};
  std::size_t at = number;
  while (at < text.size() && text[at] == ' ') ++at;
  for (const std::string_view unit : units) {
    const std::size_t end = at + unit.size();
    if (text.substr(at).starts_with(unit) && (end >= text.size() || !is_letter_or_digit(text[end])))
      return {std::string(text.substr(0, number)) + " " + std::string(unit), end};
  }
  return {};
}

// What is said of a dose: its amounts, and where there is none, the count of tablets and the like.
struct Dose {
  std::set<std::string> amounts;
  std::string count;  // "1" of a coded dose without a unit
  bool is_said() const { return !amounts.empty() || !count.empty(); }
};

Dose dose_of(const RecordItem& item) {
  Dose dose;
  const auto add = [&](std::string_view text) {
    for (std::string& amount : amounts_in(text)) dose.amounts.insert(std::move(amount));
  };
  add(item.text);
  for (const Detail& detail : item.details) {
    if (detail.name == "dose" && number_length(detail.text) == detail.text.size())
      dose.count = detail.text;
    else if ((detail.name == "dose" || detail.name == "dosage") && dose.amounts.empty())
      add(detail.text);
  }
  return dose;
}

bool differ(const Dose& one, const Dose& other) {
  if (!one.amounts.empty() && !other.amounts.empty() && one.amounts != other.amounts) return true;
  return one.amounts == other.amounts && !one.count.empty() && !other.count.empty() &&
         one.count != other.count;
}

std::string described(const Dose& dose) {
  std::string text;
  for (const std::string& amount : dose.amounts) text += (text.empty() ? "" : " + ") + amount;
  if (!dose.count.empty()) text += (text.empty() ? "" : " x ") + dose.count;
  return text;
}

struct Said {
  const RecordItem* item;
  Dose dose;
};

bool speak_of_one_time(const RecordItem& one, const RecordItem& other) {
  return (!one.dated_by_document && !other.dated_by_document) || !one.date || !other.date ||
         *one.date == *other.date;
}

std::string described(const Said& said) {
  const RecordItem& item = *said.item;
  return described(said.dose) + " (" + item.sources.front().document +
         (item.date ? ", " + to_text(*item.date) : "") + ")";
}

// The first of each dose against the others; a hundred repetitions are no hundred conflicts.
void compare(const std::string& drug, const std::vector<Said>& all, ClinicalRecord& record) {
  std::set<std::string> known;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto other = std::find_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i),
                                    [&](const Said& earlier) {
                                      return differ(earlier.dose, all[i].dose) &&
                                             speak_of_one_time(*earlier.item, *all[i].item);
                                    });
    if (other == all.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    if (!known.insert(described(all[i].dose)).second || known.size() > 20) continue;
    Conflict conflict{"medication \"" + drug + "\" has two doses: " + described(*other) + " and " +
                          described(all[i]),
                      other->item->sources};
    conflict.sources.insert(conflict.sources.end(), all[i].item->sources.begin(),
                            all[i].item->sources.end());
    record.conflicts.push_back(std::move(conflict));
  }
}

}  // namespace

std::string drug_in(std::string_view text) {
  const std::string small = lower(collapsed(excerpt_of(text, 200)));
  std::string_view rest = small;
  // "24 hr metformin", "1 ml epogen": a package before the name.
  if (const std::size_t number = number_length(rest); number > 0) {
    rest.remove_prefix(number);
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    const std::size_t blank = rest.find(' ');
    if (blank == std::string_view::npos) return "";
    rest.remove_prefix(blank + 1);
  }
  std::string name;
  for (; !rest.empty() && !is_digit(rest.front()) &&
         std::string_view("[(,;:/").find(rest.front()) == std::string_view::npos;
       rest.remove_prefix(1))
    name += rest.front();
  while (!name.empty() && (name.back() == ' ' || name.back() == '-')) name.pop_back();
  return name;
}

std::vector<std::string> amounts_in(std::string_view text) {
  const std::string small = lower(text.substr(0, 1'000));
  std::vector<std::string> amounts;
  for (std::size_t at = 0; at < small.size(); ++at) {
    if (!is_digit(small[at]) || (at > 0 && (is_letter_or_digit(small[at - 1]) ||
                                            small[at - 1] == '.' || small[at - 1] == ',')))
      continue;
    Amount amount = amount_at_start(std::string_view(small).substr(at));
    if (amount.length == 0) continue;
    at += amount.length - 1;
    amounts.push_back(std::move(amount.text));
  }
  return amounts;
}

void list_dose_conflicts(ClinicalRecord& record) {
  std::map<std::string, std::vector<Said>> of_drug;
  for (const RecordItem& item : record.items) {
    if (item.kind != ItemKind::medication || item.course != Course::active || item.negated ||
        item.no_information || item.sources.empty() || item.status == "superseded")
      continue;
    Said said{&item, dose_of(item)};
    std::string drug = drug_in(item.text);
    if (drug.size() > 2 && said.dose.is_said() && of_drug[drug].size() < 200)
      of_drug[std::move(drug)].push_back(std::move(said));
  }
  for (const auto& [drug, all] : of_drug) compare(drug, all, record);
}

}  // namespace authledger
