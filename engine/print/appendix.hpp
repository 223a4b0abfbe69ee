// Documents that came as PDF, put behind a printed one page by page.
#pragma once

#include <string>
#include <vector>

namespace authledger::print {

struct Appendix {
  std::string name;
  std::string pdf;
};

struct Unreadable {  // an appendix that is not carried
  std::string name;
  std::string why;
};

struct Appended {
  std::string pdf;
  std::vector<Unreadable> left_out;
};

constexpr std::size_t largest_appendix = 20'000'000;  // bytes
constexpr std::size_t most_appended_pages = 400;      // of all appendices

// Only what is drawn on their pages: no annotation, link, form, script or attached file. The same
// input gives the same bytes. Throws std::runtime_error when `pdf` itself cannot be read.
Appended with_appendices(const std::string& pdf, const std::vector<Appendix>& appendices);

// How many pages it has; why it cannot be carried otherwise.
struct PageCount {
  std::size_t pages = 0;
  std::string why_not;  // empty: it can
};
PageCount count_pages(const std::string& pdf);

}  // namespace authledger::print
