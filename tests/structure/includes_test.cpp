// The shape of the code, read from its text: who may include whom, and which heavy headers stay in
// which room. ARCHITECTURE.md says why.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/structure/source_tree.hpp"

namespace authledger::test {
namespace {

using Rooms = std::set<std::string>;

// What each room may include besides itself. Two wings, the ledger's (policy, episode, standing)
// and the clinic's (records), meet in the packet and nowhere before; policy and episode do not know
// each other, nor do server and tools.
const std::map<std::string, Rooms> may_include{
    {"engine/base", {}},
    {"engine/time", {"engine/base"}},
    {"engine/policy", {"engine/base", "engine/time"}},
    {"engine/episode", {"engine/base", "engine/time"}},
    {"engine/standing", {"engine/base", "engine/time", "engine/policy", "engine/episode"}},
    {"engine/explain",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing"}},
    {"engine/compare",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing"}},
    {"engine/report",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing"}},
    {"engine/records", {"engine/base", "engine/time", "engine/episode", "engine/consent"}},
    {"engine/consent", {"engine/base", "engine/time"}},
    {"engine/assertion", {"engine/base"}},
    {"engine/print", {"engine/base", "engine/time"}},
    {"engine/packet",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing",
      "engine/records", "engine/consent", "engine/assertion", "engine/print"}},
    {"engine/notices",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing",
      "engine/consent", "engine/print"}},
    {"engine/json",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing",
      "engine/explain", "engine/compare", "engine/report", "engine/records", "engine/consent",
      "engine/assertion", "engine/packet", "engine/notices"}},
    {"engine/library",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing",
      "engine/json"}},
    {"engine/store",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing",
      "engine/report", "engine/records", "engine/consent", "engine/packet", "engine/print",
      "engine/notices", "engine/json", "engine/library"}},
    {"server",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing",
      "engine/explain", "engine/compare", "engine/report", "engine/records", "engine/consent",
      "engine/packet", "engine/notices", "engine/json", "engine/store"}},
    {"tools",
     {"engine/base", "engine/time", "engine/policy", "engine/episode", "engine/standing",
      "engine/explain", "engine/compare", "engine/records", "engine/consent", "engine/assertion",
      "engine/packet", "engine/print", "engine/notices", "engine/json", "engine/library",
      "engine/store"}},
};

// A heavy header (by the start of its name) and the files that may include it.
struct HeavyHeader {
  std::string header;
  std::regex files;
};
const HeavyHeader heavy_headers[] = {
    {"nlohmann/", std::regex("engine/base/json_tree\\.cpp")},
    {"rapidjson/", std::regex("engine/base/json_writer\\.[ch]pp")},
    {"utf8proc.h", std::regex("engine/store/search\\.cpp")},
    {"sodium", std::regex("engine/base/(sha256|ed25519|base64url|secret|password)\\.cpp|tools/"
                          "(backup_key|sealed_file)\\.cpp")},
    {"openssl/", std::regex("engine/base/sha256\\.cpp|server/(http_tls|jwks|signature)\\.cpp|tools/"
                            "backup_command\\.cpp")},
    {"curl/", std::regex("server/(fetch|carrier_curl)\\.cpp")},
    {"sqlite3.h", std::regex("engine/store/(sqlite|gathering_vfs)\\.cpp")},
    {"boost/beast", std::regex("server/http[a-z_]*\\.cpp")},
    {"boost/asio", std::regex("server/[a-z_]+\\.cpp|server/http_[a-z_]+\\.hpp")},
    {"pugixml.hpp", std::regex("engine/records/[a-z_]+\\.[ch]pp")},
    {"ctemplate/", std::regex("engine/(packet|notices)/[a-z_]+\\.[ch]pp|tools/[a-z_]+_page\\.cpp")},
    {"pango/", std::regex("engine/print/[a-z_]+\\.[ch]pp")},
    {"cairo", std::regex("engine/print/[a-z_]+\\.[ch]pp")},
    {"qpdf/", std::regex("engine/print/(finish|appendix)\\.cpp")},
    {"fontconfig/", std::regex("engine/print/fonts\\.cpp")},
    {"date/", std::regex("engine/time/zone\\.cpp")},
    {"prometheus/", std::regex("server/metrics\\.cpp")},
    {"CLI/", std::regex("(server|tools)/[a-z_]+\\.cpp|tools/command_line\\.hpp")},
    {"spdlog/", std::regex("(server|tools)/[a-z_]+\\.cpp")},
};

TEST(Rooms, AreAllKnownHere) {
  for (const SourceFile& file : source_files())
    EXPECT_TRUE(may_include.contains(file.room)) << file.path;
}

TEST(Rooms, IncludeOneWayOnly) {
  for (const SourceFile& file : source_files()) {
    if (!may_include.contains(file.room)) continue;
    for (const Include& include : file.includes) {
      const std::string room = room_of(include.name);
      if (!may_include.contains(room)) continue;
      EXPECT_TRUE(room == file.room || may_include.at(file.room).contains(room))
          << file.path << ":" << include.line << " includes " << include.name << "; " << file.room
          << " must not know " << room;
    }
  }
}

TEST(Rooms, NameTheirOwnFilesByTheirWholePath) {
  for (const SourceFile& file : source_files())
    for (const Include& include : file.includes)
      EXPECT_TRUE(!include.is_quoted || may_include.contains(room_of(include.name)))
          << file.path << ":" << include.line << " includes \"" << include.name << "\"";
}

// The files on a circle of includes that starts and ends with the last one; empty: none.
std::vector<std::string> circle_from(const std::string& path,
                                     const std::map<std::string, std::set<std::string>>& graph,
                                     std::vector<std::string>& way, std::set<std::string>& done) {
  if (const auto met = std::find(way.begin(), way.end(), path); met != way.end())
    return {met, way.end()};
  if (done.contains(path) || !graph.contains(path)) return {};
  way.push_back(path);
  for (const std::string& next : graph.at(path))
    if (auto circle = circle_from(next, graph, way, done); !circle.empty()) return circle;
  way.pop_back();
  done.insert(path);
  return {};
}

TEST(Includes, MakeNoCircle) {
  std::map<std::string, std::set<std::string>> graph;
  for (const SourceFile& file : source_files())
    for (const Include& include : file.includes) graph[file.path].insert(include.name);
  std::set<std::string> done;
  for (const auto& [path, ignored] : graph) {
    std::vector<std::string> way;
    EXPECT_EQ(circle_from(path, graph, way, done), std::vector<std::string>{});
  }
}

TEST(HeavyHeaders, StayInTheirRoom) {
  for (const SourceFile& file : source_files())
    for (const Include& include : file.includes)
      for (const HeavyHeader& heavy : heavy_headers)
        EXPECT_TRUE(!include.name.starts_with(heavy.header) ||
                    std::regex_match(file.path, heavy.files))
            << file.path << ":" << include.line << " includes " << include.name;
}

// A header that brings a heavy one along is for its own room; the writer of JSON is light enough
// for everybody.
TEST(HeavyHeaders, AreNotBroughtIntoOtherRooms) {
  std::map<std::string, std::string> bringers;  // header, and what it brings
  for (const SourceFile& file : source_files())
    for (const Include& include : file.includes)
      for (const HeavyHeader& heavy : heavy_headers)
        if (file.path.ends_with(".hpp") && include.name.starts_with(heavy.header))
          bringers[file.path] = include.name;
  bringers.erase("engine/base/json_writer.hpp");
  for (const SourceFile& file : source_files())
    for (const Include& include : file.includes)
      EXPECT_TRUE(!bringers.contains(include.name) || room_of(include.name) == file.room)
          << file.path << ":" << include.line << " brings in " << bringers[include.name];
}

}  // namespace
}  // namespace authledger::test
