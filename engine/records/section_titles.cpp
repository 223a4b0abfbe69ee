#include "engine/records/section_titles.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

struct Title {
  std::string_view words;
  SectionKind kind;
};

constexpr Title titles[]{
    {"a p", SectionKind::assessment},
    {"aftercare", SectionKind::plan},
    {"aftercare plan", SectionKind::plan},
    {"allergies", SectionKind::allergies},
    {"allergies adverse reactions alerts", SectionKind::allergies},
    {"allergies and adverse reactions", SectionKind::allergies},
    {"assessment", SectionKind::assessment},
    {"assessment and plan", SectionKind::assessment},
    {"assessment plan", SectionKind::assessment},
    {"assessments", SectionKind::assessment},
    {"attendance", SectionKind::encounters},
    {"barriers", SectionKind::assessment},
    {"barriers to progress", SectionKind::assessment},
    {"barriers to treatment", SectionKind::assessment},
    {"behavioral observations", SectionKind::mental_status},
    {"care coordination", SectionKind::note},
    {"cc", SectionKind::history},
    {"chief complaint", SectionKind::history},
    {"clinical impression", SectionKind::assessment},
    {"clinical summary", SectionKind::note},
    {"collateral contact", SectionKind::note},
    {"collateral contacts", SectionKind::note},
    {"continuing care plan", SectionKind::plan},
    {"coordination of care", SectionKind::note},
    {"current medications", SectionKind::medications},
    {"data", SectionKind::note},
    {"diagnoses", SectionKind::diagnoses},
    {"diagnosis", SectionKind::diagnoses},
    {"diagnostic impression", SectionKind::diagnoses},
    {"discharge criteria", SectionKind::plan},
    {"discharge diagnoses", SectionKind::diagnoses},
    {"discharge diagnosis", SectionKind::diagnoses},
    {"discharge instructions", SectionKind::instructions},
    {"discharge medications", SectionKind::medications},
    {"discharge plan", SectionKind::plan},
    {"discharge planning", SectionKind::plan},
    {"dx", SectionKind::diagnoses},
    {"family history", SectionKind::family_history},
    {"family involvement", SectionKind::note},
    {"family psychiatric history", SectionKind::family_history},
    {"family session", SectionKind::note},
    {"functional status", SectionKind::functional_status},
    {"functioning", SectionKind::functional_status},
    {"goal", SectionKind::goals},
    {"goals", SectionKind::goals},
    {"goals and objectives", SectionKind::goals},
    {"goals of treatment", SectionKind::goals},
    {"group note", SectionKind::note},
    {"history", SectionKind::history},
    {"history of present illness", SectionKind::history},
    {"hospital course", SectionKind::note},
    {"hpi", SectionKind::history},
    {"imp", SectionKind::assessment},
    {"impression", SectionKind::assessment},
    {"instructions", SectionKind::instructions},
    {"interim history", SectionKind::history},
    {"intervention", SectionKind::interventions},
    {"interventions", SectionKind::interventions},
    {"measures", SectionKind::results},
    {"medication", SectionKind::medications},
    {"medication list", SectionKind::medications},
    {"medications", SectionKind::medications},
    {"meds", SectionKind::medications},
    {"mental status", SectionKind::mental_status},
    {"mental status exam", SectionKind::mental_status},
    {"mental status examination", SectionKind::mental_status},
    {"mse", SectionKind::mental_status},
    {"note", SectionKind::note},
    {"objective", SectionKind::note},
    {"objectives", SectionKind::goals},
    {"outcome measures", SectionKind::results},
    {"past medical history", SectionKind::history},
    {"past psychiatric history", SectionKind::history},
    {"plan", SectionKind::plan},
    {"plan of care", SectionKind::plan},
    {"presenting problem", SectionKind::history},
    {"problem list", SectionKind::diagnoses},
    {"problems", SectionKind::diagnoses},
    {"progress", SectionKind::note},
    {"progress note", SectionKind::note},
    {"progress toward goals", SectionKind::goals},
    {"progress towards goals", SectionKind::goals},
    {"psychiatric history", SectionKind::history},
    {"recommendation", SectionKind::plan},
    {"recommendations", SectionKind::plan},
    {"response", SectionKind::note},
    {"response to treatment", SectionKind::note},
    {"results", SectionKind::results},
    {"risk", SectionKind::risk},
    {"risk assessment", SectionKind::risk},
    {"risk factors", SectionKind::risk},
    {"safety", SectionKind::risk},
    {"safety assessment", SectionKind::risk},
    {"safety plan", SectionKind::risk},
    {"scores", SectionKind::results},
    {"screening", SectionKind::results},
    {"screenings", SectionKind::results},
    {"session note", SectionKind::note},
    {"social history", SectionKind::social_history},
    {"step down criteria", SectionKind::plan},
    {"step down plan", SectionKind::plan},
    {"subjective", SectionKind::history},
    {"substance use", SectionKind::social_history},
    {"substance use history", SectionKind::social_history},
    {"suicide risk", SectionKind::risk},
    {"suicide risk assessment", SectionKind::risk},
    {"summary", SectionKind::note},
    {"symptoms", SectionKind::history},
    {"treatment goals", SectionKind::goals},
    {"treatment plan", SectionKind::plan},
    {"vital signs", SectionKind::vital_signs},
    {"vitals", SectionKind::vital_signs},
};

// Small letters and single blanks, without a numbering such as "1." or "II)".
std::string plain_words(std::string_view title) {
  std::string words;
  for (const char c : lower(title)) {
    if (c >= 'a' && c <= 'z')
      words += c;
    else if (!words.empty() && words.back() != ' ')
      words += ' ';
  }
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

}  // namespace

std::optional<SectionKind> section_of_title(std::string_view title) {
  if (title.size() > 60) return std::nullopt;
  const std::string words = plain_words(title);
  const auto found = std::lower_bound(
      std::begin(titles), std::end(titles), words,
      [](const Title& known, const std::string& sought) { return known.words < sought; });
  if (found == std::end(titles) || found->words != words) return std::nullopt;
  return found->kind;
}

}  // namespace authledger
