// What every source of a library must say, of a policy or of a criteria set.
#include "engine/library/check.hpp"

namespace authledger::library {
namespace {

bool is_source_date(const std::string& text) {
  if (text == "undated") return true;
  if (text.size() == 10) return parse_date(text).has_value();
  if (text.size() == 7) return parse_date(text + "-01").has_value();
  return text.size() == 4 && parse_date(text + "-01-01").has_value();
}

}  // namespace

void check_citation(const Citation& source, const std::string& owner, bool may_be_invented,
                    const std::string& file, const std::string& pointer, Faults& faults) {
  const auto tell = [&](FaultKind kind, std::string where, std::string message, std::string mend) {
    faults.push_back({kind, file, std::move(where), std::move(message), std::move(mend)});
  };
  for (const auto& [name, content] :
       {std::pair("address", &source.address), std::pair("date", &source.retrieved),
        std::pair("grade", &source.grade), std::pair("says", &source.says)})
    if (content->empty())
      tell(FaultKind::source_incomplete, pointer, "the source " + source.key + " has no " + name,
           "a source has key, title, address, date, grade, and says the fact in our own words");
  if (source.grade == "invented") {
    if (!may_be_invented)
      tell(FaultKind::source_grade, pointer + "/grade",
           "the source " + source.key + " is invented, and " + owner + " is no payer for teaching",
           "only payers whose name begins with sample- may have invented rules: cite a text, or "
           "take the rule out and list its topic in unknown");
  } else if (!source.grade.empty() && source.grade != "A" && source.grade != "B" &&
             source.grade != "C") {
    tell(FaultKind::source_grade, pointer + "/grade",
         "the source " + source.key + " has the grade " + source.grade,
         "the grade is A (payer, state or federal text), B (their document at a third party) or "
         "C (a third party's description); what nobody wrote down is no source");
  }
  if (!source.retrieved.empty() && !is_source_date(source.retrieved))
    tell(FaultKind::source_date, pointer + "/date",
         "the source " + source.key + " has the date " + source.retrieved,
         "write YYYY-MM-DD, YYYY-MM, YYYY, or undated");
}

}  // namespace authledger::library
