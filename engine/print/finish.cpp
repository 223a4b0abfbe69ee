#include "engine/print/finish.hpp"

#include <cstdio>
#include <qpdf/QPDF.hh>
#include <stdexcept>

namespace authledger::print {
namespace {

// Where the file's table of objects begins, as its end says.
std::string table_place(const std::string& pdf) {
  constexpr std::string_view word = "startxref";
  const std::size_t at = pdf.rfind(word);
  if (at == std::string::npos) throw std::runtime_error("cannot print: the drawn file has no end");
  const std::size_t begin = pdf.find_first_of("0123456789", at);
  return pdf.substr(begin, pdf.find_first_not_of("0123456789", begin) - begin);
}

std::string ten_digits(std::size_t number) {
  char text[11];
  std::snprintf(text, sizeof text, "%010zu", number);
  return text;
}

}  // namespace

// The catalog is written once more behind the file (ISO 32000-1, 7.5.6), which costs a hundredth of
// letting qpdf write all of it anew.
std::string finished(std::string pdf) {
  QPDF file;
  file.setSuppressWarnings(true);
  file.processMemoryFile("the drawn pages", pdf.data(), pdf.size());
  QPDFObjectHandle root = file.getRoot();
  root.replaceKey("/MarkInfo", QPDFObjectHandle::parse("<< /Marked true >>"));
  root.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString("en-US"));
  root.replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<< /DisplayDocTitle true >>"));
  QPDFObjectHandle trailer = file.getTrailer();
  trailer.replaceKey("/Prev", QPDFObjectHandle::parse(table_place(pdf)));
  const std::string number = std::to_string(root.getObjectID());
  const std::string catalog = root.unparseResolved(), end = trailer.unparse();
  const std::size_t catalog_at = pdf.size();
  pdf += number + " 0 obj\n" + catalog + "\nendobj\n";
  const std::size_t table_at = pdf.size();
  pdf += "xref\n" + number + " 1\n" + ten_digits(catalog_at) + " 00000 n \ntrailer\n" + end +
         "\nstartxref\n" + std::to_string(table_at) + "\n%%EOF\n";
  return pdf;
}

}  // namespace authledger::print
