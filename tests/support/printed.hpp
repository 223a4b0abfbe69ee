// What stands in a PDF, as other programs read it: poppler's and qpdf's.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/support/temporary_directory.hpp"

namespace authledger::test {

class Printed {
 public:
  explicit Printed(const std::string& pdf) : file_(directory_.path() + "/printed.pdf") {
    std::ofstream(file_, std::ios::binary) << pdf;
  }

  // Reading order, without what sets lines apart.
  std::string text() const { return output("pdftotext -raw -enc UTF-8 " + file_ + " -"); }
  // Of one page, from 1.
  std::string page(int number) const {
    const std::string page = std::to_string(number);
    return output("pdftotext -raw -enc UTF-8 -f " + page + " -l " + page + " " + file_ + " -");
  }
  int pages() const { return std::stoi(info("Pages:")); }
  std::string info(const std::string& label) const {
    const std::string all = output("pdfinfo " + file_);
    const std::size_t at = all.find(label);
    if (at == std::string::npos) return "";
    const std::size_t begin = all.find_first_not_of(' ', at + label.size());
    return all.substr(begin, all.find('\n', begin) - begin);
  }
  std::string fonts() const { return output("pdffonts " + file_); }
  std::string structure() const { return output("pdfinfo -struct " + file_); }
  // Objects as text, streams unpacked.
  std::string unpacked() const {
    return output("qpdf --qdf --object-streams=disable " + file_ + " -");
  }
  // What qpdf has to say against it; empty: nothing.
  std::string faults() const {
    const std::string said = output("qpdf --check " + file_ + " 2>&1");
    return said.find("No syntax or stream encoding errors found") == std::string::npos ? said : "";
  }

 private:
  static std::string output(const std::string& command) {
    std::FILE* pipe = popen(command.c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    std::string all;
    char part[4096];
    while (const std::size_t size = std::fread(part, 1, sizeof part, pipe)) all.append(part, size);
    pclose(pipe);
    return all;
  }

  TemporaryDirectory directory_;
  std::string file_;
};

}  // namespace authledger::test
