#include <ctemplate/template.h>

#include "engine/base/result.hpp"
#include "engine/notices/notice.hpp"
#include "engine/notices/notice_template.hpp"

namespace authledger::notices {
namespace {

constexpr const char* template_name = "notice";

void set(ctemplate::TemplateDictionary* to, const char* name, const std::string& text) {
  to->SetValue(name, ctemplate::TemplateString(text.data(), text.size()));
}

}  // namespace

std::string html_of(const Draft& draft) {
  static const bool is_known =
      ctemplate::StringToTemplateCache(template_name, notice_template, ctemplate::DO_NOT_STRIP);
  ensure(is_known, "the template of notices cannot be read");
  ctemplate::TemplateDictionary top("notice");
  set(&top, "TITLE", draft.title);
  for (const DraftLine& line : draft.lines) {
    auto* const row = top.AddSectionDictionary("LINE");
    set(row, "LABEL", line.label);
    if (line.value)
      set(row->AddSectionDictionary("KNOWN"), "VALUE", *line.value);
    else
      set(row->AddSectionDictionary("BLANK"), "MISSING", line.missing);
  }
  for (const std::string& paragraph : draft.paragraphs)
    set(top.AddSectionDictionary("PARAGRAPH"), "WORDS", paragraph);
  std::string page;
  ctemplate::ExpandTemplate(template_name, ctemplate::DO_NOT_STRIP, &top, &page);
  return page;
}

}  // namespace authledger::notices
