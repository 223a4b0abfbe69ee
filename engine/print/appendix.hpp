// Documents that came as PDF, put behind a printed one page by page.
#pragma once

#include <string>
#include <vector>

namespace authledger::print {

struct Appendix {
  std::string name;
  std::string pdf;
};

constexpr std::size_t largest_appendix = 20'000'000;  // bytes
constexpr std::size_t most_appendix_pages = 400;      // of all of one packet

// Only what is drawn on their pages: no annotation, link, form, script or attached file. The same
// input gives the same bytes. Throws std::runtime_error of a file that cannot be
// read: ask count_pages() before.
std::string with_appendices(const std::string& pdf, const std::vector<Appendix>& appendices);

// How many pages it has, tried by copying them; why it cannot be carried otherwise.
struct PageCount {
  std::size_t pages = 0;
  std::string why_not;  // empty: it can
};
PageCount count_pages(const std::string& pdf);

}  // namespace authledger::print
