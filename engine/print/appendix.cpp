#include "engine/print/appendix.hpp"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <stdexcept>

namespace authledger::print {
namespace {

// What `use` says of the file's pages: why it cannot be carried, or nothing.
template <class Use>
std::string read_pages(QPDF& file, const std::string& pdf, Use use) {
  if (pdf.size() > largest_appendix)
    return "it is larger than " + std::to_string(largest_appendix / 1'000'000) + " MB";
  try {
    file.setSuppressWarnings(true);
    file.processMemoryFile("an appendix", pdf.data(), pdf.size());
    return use(QPDFPageDocumentHelper(file).getAllPages());
  } catch (const QPDFExc& error) {
    return error.getErrorCode() == qpdf_e_password ? "it is locked by a password"
                                                   : "it cannot be read as PDF";
  } catch (const std::logic_error&) {  // of objects that are of another kind than they must be
    return "it cannot be read as PDF";
  } catch (const std::runtime_error&) {
    return "it cannot be read as PDF";
  }
}

// All that a page does but be drawn.
void make_still(QPDFObjectHandle page) {
  for (const char* key : {"/Annots", "/AA", "/B", "/Metadata", "/PieceInfo", "/StructParents"})
    if (page.hasKey(key)) page.removeKey(key);
}

std::string too_many() {
  return "it has more pages than the " + std::to_string(most_appendix_pages) +
         " that all appendices may have";
}

std::string written(QPDF& file) {
  QPDFWriter writer(file);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.write();
  const auto bytes = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

void add_still(QPDF& to, const std::vector<QPDFPageObjectHelper>& pages) {
  for (QPDFPageObjectHelper page : pages) make_still(page.getObjectHandle());
  for (const QPDFPageObjectHelper& page : pages) QPDFPageDocumentHelper(to).addPage(page, false);
}

}  // namespace

PageCount count_pages(const std::string& pdf) {
  QPDF file, copy;
  copy.emptyPDF();
  PageCount count;
  count.why_not = read_pages(file, pdf, [&](const auto& pages) -> std::string {
    count.pages = pages.size();
    if (pages.empty()) return "it has no page";
    if (pages.size() > most_appendix_pages) return too_many();
    add_still(copy, pages);
    written(copy);
    return "";
  });
  return count;
}

std::string with_appendices(const std::string& pdf, const std::vector<Appendix>& appendices) {
  if (appendices.empty()) return pdf;
  QPDF all;
  all.setSuppressWarnings(true);
  all.processMemoryFile("the printed pages", pdf.data(), pdf.size());
  std::vector<std::unique_ptr<QPDF>> files;  // until all is written
  for (const Appendix& it : appendices) {
    files.push_back(std::make_unique<QPDF>());
    const std::string why = read_pages(*files.back(), it.pdf, [&](const auto& pages) {
      add_still(all, pages);
      return std::string();
    });
    if (!why.empty()) throw std::runtime_error("cannot print an appendix: " + why);
  }
  return written(all);
}

}  // namespace authledger::print
