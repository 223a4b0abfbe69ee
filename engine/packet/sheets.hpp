// What assemble() worked out, in the words and tables that the page and the print share.
#pragma once

#include <string>
#include <vector>

#include "engine/packet/packet.hpp"

namespace authledger {

struct SheetCell {
  std::string text;
  std::vector<Source> sources = {};
};
struct SheetColumn {
  std::string title;
  double share = 1;  // of the width
  bool is_number = false;
};
struct Sheet {
  std::string title;
  bool is_part = false;           // of the section above it
  std::vector<std::string> lead;  // sentences
  std::vector<SheetColumn> columns = {};
  std::vector<std::vector<SheetCell>> rows = {};  // of as many cells as columns
  std::vector<std::string> notes = {};            // in small print below
};

std::vector<Sheet> sheets_of_request(const ReviewPacket& packet);
std::vector<Sheet> sheets_of_units(const ReviewPacket& packet);
std::vector<Sheet> sheets_of_attendance(const ReviewPacket& packet);
std::vector<Sheet> sheets_of_medications(const ReviewPacket& packet);

}  // namespace authledger
