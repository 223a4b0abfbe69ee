#include "engine/print/finish.hpp"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

namespace authledger::print {

std::string finished(const std::string& pdf) {
  QPDF file;
  file.setSuppressWarnings(true);
  file.processMemoryFile("the drawn pages", pdf.data(), pdf.size());
  QPDFObjectHandle root = file.getRoot();
  root.replaceKey("/MarkInfo", QPDFObjectHandle::parse("<< /Marked true >>"));
  root.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString("en-US"));
  root.replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<< /DisplayDocTitle true >>"));
  QPDFWriter writer(file);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setCompressStreams(true);
  writer.write();
  const auto bytes = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

}  // namespace authledger::print
