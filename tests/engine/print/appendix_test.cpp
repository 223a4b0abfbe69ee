#include "engine/print/appendix.hpp"

#include <gtest/gtest.h>

#include "engine/print/pdf.hpp"
#include "tests/support/printed.hpp"

namespace authledger::print {
namespace {

using test::Printed;

std::string pdf_saying(const std::string& text, int pages) {
  Document it;
  it.title = "Faxed letter";
  it.created = *parse_instant("2026-03-18T13:00:00Z");
  std::string filling;
  for (int line = 0; line < 80; ++line) filling += "\n.";
  for (int i = 0; i < pages; ++i)
    it.add(Paragraph{{{text + " " + std::to_string(i) + (i + 1 < pages ? filling : "")}}});
  return pdf_of(it, Paper::a4);
}

// A page with a link, a form, a script that runs when it is opened, and a file in it.
std::string restless_pdf() {
  return R"(%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R /AcroForm << /Fields [ 6 0 R ] >>
   /Names << /JavaScript << /Names [ (a) 5 0 R ] >> >> >>
endobj
2 0 obj
<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 612 792 ] /Contents 4 0 R /Annots [ 6 0 R 7 0 R ]
   /AA << /O 5 0 R >> /Resources << /Font << /F1 << /Type /Font /Subtype /Type1
   /BaseFont /Helvetica >> >> >> >>
endobj
4 0 obj
<< /Length 45 >>
stream
BT /F1 24 Tf 72 720 Td (Faxed by a lab) Tj ET
endstream
endobj
5 0 obj
<< /S /JavaScript /JS (app.alert\(1\)) >>
endobj
6 0 obj
<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [ 0 0 10 10 ] >>
endobj
7 0 obj
<< /Type /Annot /Subtype /Link /Rect [ 0 0 10 10 ] /A << /S /URI /URI (https://example.org/) >> >>
endobj
trailer
<< /Size 8 /Root 1 0 R >>
startxref
0
%%EOF
)";
}

TEST(Appendices, StandBehindThePagesInTheirOrder) {
  const std::string packet = pdf_saying("packet", 2);
  const std::string appended = with_appendices(
      packet, {{"lab.pdf", restless_pdf()}, {"letter.pdf", pdf_saying("letter", 2)}});
  const Printed printed(appended);
  EXPECT_EQ(printed.faults(), "");
  ASSERT_EQ(printed.pages(), 5);
  EXPECT_NE(printed.page(2).find("packet 1"), std::string::npos);
  EXPECT_NE(printed.page(3).find("Faxed by a lab"), std::string::npos);
  EXPECT_NE(printed.page(5).find("letter 1"), std::string::npos);
  EXPECT_EQ(printed.info("Tagged:"), "yes");
  EXPECT_EQ(with_appendices(packet, {{"lab.pdf", restless_pdf()},
                                     {"letter.pdf", pdf_saying("letter", 2)}}) == appended,
            true);
}

TEST(Appendices, AreOnlyWhatIsDrawn) {
  const std::string inside =
      Printed(with_appendices(pdf_saying("packet", 1), {{"lab.pdf", restless_pdf()}})).unpacked();
  for (const char* action : {"/JavaScript", "/JS", "/OpenAction", "/AA", "/URI", "/Annots",
                             "/AcroForm", "example.org", "app.alert"})
    EXPECT_EQ(inside.find(action), std::string::npos) << action;
}

TEST(Appendices, ThatCannotBeReadAreNotCounted) {
  const auto why_not = [](const std::string& pdf) { return count_pages(pdf).why_not; };
  EXPECT_EQ(why_not(""), "it cannot be read as PDF");
  EXPECT_EQ(why_not("no PDF at all"), "it cannot be read as PDF");
  EXPECT_EQ(why_not(pdf_saying("letter", 1).substr(0, 300)), "it cannot be read as PDF");
  EXPECT_EQ(why_not(std::string(largest_appendix + 1, ' ')), "it is larger than 20 MB");
  EXPECT_EQ(why_not(pdf_saying("p", static_cast<int>(most_appendix_pages) + 1)),
            "it has more pages than the 400 that all appendices may have");
  EXPECT_THROW(with_appendices(pdf_saying("packet", 1), {{"text", "no PDF"}}), std::runtime_error);
}

TEST(Appendices, ThatAreLockedAreNotCarried) {
  test::TemporaryDirectory directory;
  const std::string open = directory.path() + "/open.pdf",
                    locked = directory.path() + "/locked.pdf";
  std::ofstream(open, std::ios::binary) << pdf_saying("letter", 1);
  ASSERT_EQ(std::system(("qpdf --encrypt secret owner 256 -- " + open + " " + locked).c_str()), 0);
  std::ifstream stream(locked, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(count_pages(bytes).why_not, "it is locked by a password");
}

TEST(Appendices, AreCounted) {
  EXPECT_EQ(count_pages(pdf_saying("letter", 3)).pages, 3U);
  EXPECT_EQ(count_pages(pdf_saying("letter", 3)).why_not, "");
  EXPECT_EQ(count_pages("%PDF-1.4\n").why_not, "it cannot be read as PDF");
}

}  // namespace
}  // namespace authledger::print
