// Documents that are made to hurt the reader: they are refused or read, say so, and nothing is
// opened or called on the way.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>

#include "engine/records/plain_text.hpp"
#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

namespace files = std::filesystem;

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

// A file with a secret in it, which tells whether anybody opened it.
class Bait {
 public:
  Bait() : watch_(inotify_init1(IN_NONBLOCK)) {
    path_ = files::temp_directory_path() / ("authledger-bait-" + std::to_string(getpid()));
    std::ofstream(path_) << "<!ENTITY secret \"the secret\"> the secret";
    EXPECT_GE(inotify_add_watch(watch_, path_.c_str(), IN_OPEN | IN_ACCESS), 0);
  }
  ~Bait() {
    close(watch_);
    files::remove(path_);
  }
  Bait(const Bait&) = delete;
  Bait& operator=(const Bait&) = delete;

  const std::string& path() const { return path_.native(); }
  bool is_touched() const {
    char events[4096];
    return read(watch_, events, sizeof events) > 0;
  }

 private:
  int watch_;
  files::path path_;
};

// A port that tells whether anybody called.
class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/x";
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  const std::string& url() const { return url_; }
  bool is_called() const {
    pollfd waiting{socket_, POLLIN, 0};
    return poll(&waiting, 1, 0) > 0;
  }

 private:
  int socket_;
  std::string url_;
};

// Processor time, which a busy machine does not stretch.
double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Hostile {
  const char* name;
  std::string bytes;
};

std::string document_with(const std::string& doctype, const std::string& content) {
  return "<?xml version=\"1.0\"?>\n" + doctype +
         "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>" + content +
         "</title></ClinicalDocument>";
}

std::string laughs() {
  std::string declared = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">";
  std::string last = "lol";
  for (int i = 1; i < 10; ++i) {
    const std::string name = "lol" + std::to_string(i);
    declared += "<!ENTITY " + name + " \"" + repeated("&" + last + ";", 10) + "\">";
    last = name;
  }
  return document_with(declared + "]>", "&lol9;");
}

// Such as declares, names or includes something outside or something that grows.
std::vector<Hostile> with_declarations(const std::string& path, const std::string& url) {
  const std::string big(100'000, 'a');
  return {
      {"external entity, a file",
       document_with("<!DOCTYPE x [<!ENTITY e SYSTEM \"file://" + path + "\">]>", "&e;")},
      {"external entity, by http",
       document_with("<!DOCTYPE x [<!ENTITY e SYSTEM \"" + url + "\">]>", "&e;")},
      {"external DTD, a file", document_with("<!DOCTYPE x SYSTEM \"" + path + "\">", "&secret;")},
      {"external DTD, by http",
       document_with("<!DOCTYPE x PUBLIC \"-//X//Y\" \"" + url + "\">", "")},
      {"parameter entity",
       document_with("<!DOCTYPE x [<!ENTITY % p SYSTEM \"" + url + "\"> %p;]>", "")},
      {"billion laughs", laughs()},
      {"quadratic blowup",
       document_with("<!DOCTYPE x [<!ENTITY a \"" + big + "\">]>", repeated("&a;", 100'000))},
      {"behind a long comment",
       "<!--" + big + "--><!DOCTYPE x [<!ENTITY e SYSTEM \"file://" + path + "\">]><x>&e;</x>"},
      {"in the middle", document_with("", "<!DOCTYPE x SYSTEM \"" + url + "\">")},
      {"small letters", document_with("<!doctype x SYSTEM \"" + path + "\">", "")},
  };
}

std::string utf16(const std::string& ascii, bool with_mark) {
  std::string wide = with_mark ? "\xFF\xFE" : "";
  for (const char c : ascii) (wide += c) += '\0';
  return wide;
}

TEST(HostileDocuments, EntitiesAndDoctypesAreRefusedBeforeAnythingIsOpenedOrCalled) {
  const Bait bait;
  const Listener listener;
  std::vector<Hostile> all = with_declarations(bait.path(), listener.url());
  const std::string plain = all.front().bytes;
  all.push_back({"as UTF-16 with its mark", utf16(plain, true)});
  all.push_back({"as UTF-16 without a mark", utf16(plain, false)});
  all.push_back({"an entity of no declaration", document_with("", "&xxe;")});
  all.push_back(
      {"an include", document_with("",
                                   "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\""
                                   " href=\"file://" +
                                       bait.path() + "\" parse=\"text\"/>")});
  all.push_back(
      {"a style sheet and a schema", "<?xml-stylesheet href=\"" + listener.url() +
                                         "\"?><ClinicalDocument xmlns:xsi=\"http://www.w3.org/2001/"
                                         "XMLSchema-instance\" xsi:schemaLocation=\"urn:x " +
                                         listener.url() + "\"/>"});
  for (const Hostile& hostile : all) {
    const double start = cpu_milliseconds();
    const ClinicalRecord record = read_document("hostile.xml", "", hostile.bytes);
    const double spent = cpu_milliseconds() - start;
    std::cout << "  " << hostile.name << ": " << hostile.bytes.size() << " bytes, " << spent
              << " ms of processor time\n";
    EXPECT_LT(spent, 1'000) << hostile.name;  // aimed at: 50, which is printed above
    EXPECT_FALSE(record.problems.empty()) << hostile.name;
    for (const RecordItem& item : record.items)
      EXPECT_EQ(item.text.find("the secret"), std::string::npos) << hostile.name;
    EXPECT_EQ(record.documents.at(0).title.find("the secret"), std::string::npos);
  }
  EXPECT_FALSE(bait.is_touched());
  EXPECT_FALSE(listener.is_called());
  std::ifstream(bait.path()).get();
  EXPECT_TRUE(bait.is_touched()) << "the bait would not have told";
}

TEST(HostileDocuments, EveryDoctypeIsNamedAsTheReason) {
  for (const Hostile& hostile : with_declarations("/nowhere", "http://nowhere.invalid/"))
    EXPECT_EQ(problems(read_document("x", "", hostile.bytes)),
              "the document has a DOCTYPE; documents with one are refused")
        << hostile.name;
}

TEST(HostileDocuments, DepthAttributesAndNamesOfXmlAreBounded) {
  const auto said = [](const std::string& bytes) {
    return problems(read_document("x", "", bytes));
  };
  EXPECT_EQ(said(repeated("<a>", 200'000)), "the document is nested deeper than 100 elements");
  std::string many = "<ClinicalDocument";
  for (int i = 0; i < 200'000; ++i) many += " a" + std::to_string(i) + "=''";
  EXPECT_EQ(said(many + "/>"), "an element has more than 1000 attributes");
  EXPECT_EQ(said("<ClinicalDocument><" + std::string(1'000'000, 'x') + "/></ClinicalDocument>"),
            "an element's name has more than 200 bytes");
  EXPECT_EQ(said("<ClinicalDocument>" + repeated("<a/>", 600'000) + "</ClinicalDocument>"),
            "the document has more than 500000 elements");
}

TEST(HostileDocuments, DepthAndRepeatedNamesOfJsonAreBounded) {
  const auto said = [](const std::string& bytes) {
    return problems(read_document("x", "", bytes));
  };
  EXPECT_EQ(said(repeated("[", 1'000'000)), "nested deeper than 64 levels");
  EXPECT_EQ(said(repeated("{\"a\":", 1'000'000)), "nested deeper than 64 levels");
  std::string many = "{\"resourceType\": \"Condition\"";
  for (int i = 0; i < 200'000; ++i) many += ",\"a" + std::to_string(i) + "\": 1";
  const double start = cpu_milliseconds();
  EXPECT_EQ(said(many + "}"), "the resource says nothing that could be read");
  EXPECT_LT(cpu_milliseconds() - start, 20'000);
  EXPECT_EQ(said("{\"resourceType\": \"Bundle\", \"resourceType\": \"Bundle\"}")
                    .find("names \"resourceType\" twice") == std::string::npos,
            false);
}

std::size_t bytes_of(const ClinicalRecord& record) {
  std::size_t bytes = 0;
  for (const RecordItem& item : record.items) {
    bytes += item.text.size() + item.written.size() + item.author.size();
    for (const Source& source : item.sources) bytes += source.place.size() + source.section.size();
  }
  return bytes;
}

// A long part that a thousand short ones repeat or point to.
TEST(HostileDocuments, WhatIsRepeatedDoesNotMultiplyTheSizeOfADocument) {
  const std::string large(1'000'000, 'w');
  const std::string entries = repeated(
      "<entry><observation><code code='1' displayName='a'/></observation></entry>", 15'000);
  EXPECT_LT(bytes_of(read_document(
                "title", "",
                around_section("<section><title>" + large + "</title>" + entries + "</section>"))),
            most_item_bytes_of_a_document);
  EXPECT_LT(bytes_of(read_document(
                "author", "",
                around_section("<section><author><assignedAuthor><assignedPerson><name>" + large +
                               "</name></assignedPerson></assignedAuthor></author>" + entries +
                               "</section>"))),
            most_item_bytes_of_a_document);

  std::string nested, closed, notes;
  for (int i = 0; i < 80; ++i) {
    const std::string id = "n" + std::to_string(i);
    nested += "<content ID='" + id + "'>";
    closed += "</content>";
    notes +=
        "<entry><act><templateId root='2.16.840.1.113883.10.20.22.4.202'/><text><reference "
        "value='#" +
        id + "'/></text></act></entry>";
  }
  const ClinicalRecord record =
      read_document("nested", "",
                    around_section("<section><text>" + nested + large + large + closed + "</text>" +
                                   notes + "</section>"));
  EXPECT_LT(bytes_of(record), most_item_bytes_of_a_document);
  EXPECT_NE(problems(record), "");
}

// A resource that thousands of others name, each time with all that it says.
TEST(HostileDocuments, WhatThousandsReferToIsNotCopiedWithoutBounds) {
  std::string bundle = R"({"resourceType": "Bundle", "entry": [{"resource": {"resourceType":
    "Medication", "id": "m", "code": {"coding": [{"code": "1", "display": ")" +
                       std::string(200'000, 'w') + "\"}]}}}";
  for (int i = 0; i < 2'000; ++i)
    bundle += R"(,{"resource": {"resourceType": "MedicationRequest", "status": "active",
      "medicationReference": {"reference": "Medication/m", "display": "Sertraline"}}})";
  const ClinicalRecord record = read_document("x.json", "", bundle + "]}");
  EXPECT_LT(record.items.size(), 1'000U);
  EXPECT_EQ(problems(record), "the document has more items than are read");
}

// Found by fuzzing: what is quoted of a document was cut in the middle of a character.
TEST(HostileDocuments, WhatIsQuotedOfThemIsWholeCharacters) {
  std::string umlauts;
  for (int i = 0; i < 400; ++i) umlauts += "\u00FC";
  for (const std::string& shift : {std::string(), std::string("x")}) {
    const std::string word = shift + umlauts;
    for (const std::string& bytes :
         {word + " PHQ-9 was 18, now 12 " + word,
          R"({"resourceType": "Procedure", "code": {"text": "a"}, "performedDateTime": ")" + word +
              "\"}",
          around_section("<section><entry><observation><code code='1' displayName='a'/>"
                         "<effectiveTime value='" +
                         word + "'/></observation></entry></section>"),
          "<ClinicalDocument><component><nonXMLBody><text mediaType='" + word +
              "'>a</text></nonXMLBody></component></ClinicalDocument>"}) {
      const std::string said = problems(read_document("x", "", bytes));
      EXPECT_NE(said, "") << bytes;
      EXPECT_FALSE(broken_utf8(said)) << said;
    }
  }
}

}  // namespace
}  // namespace authledger::test
