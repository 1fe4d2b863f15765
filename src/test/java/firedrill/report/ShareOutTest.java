package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.claims.ClaimResult;
import firedrill.claims.Claims;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Story;
import firedrill.verdict.Judgement;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ShareOutTest {

  private static final Story STORY =
      new Story(new Story.Said("Title", "Titre"), new Story.Said("It broke.", "Cassé."), Map.of());
  private static final Claims NONE = new Claims(List.of());

  private static final ShareOut SHARE_OUT =
      new ShareOut(Path.of("reports"), Path.of("target", "test-templates"));

  static Document parse(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(
        new InputSource(new StringReader(page.replace("<!DOCTYPE html>", "").strip())));
  }

  private static String page(Language language, JournalBuilder... journals) {
    return page(language, NONE, Links.NONE, journals);
  }

  private static String page(
      Language language, Claims claims, Links links, JournalBuilder... journals) {
    DrillResult drill = Samples.drill(journals);
    Texts texts = new Texts(Path.of("reports"), language);
    return SHARE_OUT.write(
        PageMaker.page(
            drill,
            STORY,
            List.of("byte-flipped", "row-deleted"),
            ClaimResult.merge(claims, Samples.DRILL, drill.played()),
            links,
            texts));
  }

  private static List<Element> elements(Document page, String tag, String clazz) {
    NodeList found = page.getElementsByTagNameNS("*", tag);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> (Element) found.item(i))
        .filter(e -> List.of(e.getAttribute("class").split(" ")).contains(clazz))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  @DisplayName("every kind of result makes a page that is well-formed XML and loads nothing")
  void wellFormed(Language language) throws Exception {
    for (JournalBuilder journal :
        List.of(Samples.passed("a"), Samples.failed("b"), Samples.inconclusive("c"))) {
      String page = page(language, journal, Samples.silentTwin());
      assertThat(parse(page).getDocumentElement().getAttribute("lang")).isEqualTo(language.code());
      assertThat(SelfContained.leak(page)).isEmpty();
      assertThat(page)
          .doesNotContain("<script", "@import", "url(")
          .contains("default-src 'none'".replace("'", "&#39;"));
    }
  }

  @Test
  @DisplayName(
      "the drawing has a bar for each gate, a budget behind it, the fault and a text for readers")
  void timeline() throws Exception {
    Document page = parse(page(Language.EN, Samples.passed("a")));
    assertThat(elements(page, "rect", "gate")).hasSize(3);
    assertThat(elements(page, "rect", "budget")).hasSize(3);
    assertThat(elements(page, "line", "fault")).hasSize(1);
    assertThat(elements(page, "rect", "writes")).hasSize(2);
    assertThat(elements(page, "rect", "outage"))
        .singleElement()
        .satisfies(
            outage ->
                assertThat(outage.getPreviousSibling().getTextContent())
                    .isEqualTo("No write was accepted for 17.6\u00a0s"));
    assertThat(elements(page, "path", "seen")).hasSize(5);
    Element svg = elements(page, "svg", "timeline").get(0);
    assertThat(svg.getAttribute("role")).isEqualTo("img");
    assertThat(svg.getAttribute("aria-labelledby")).isEqualTo("s0-title s0-desc");
    assertThat(svg.getElementsByTagNameNS("*", "desc").item(0).getTextContent())
        .contains("vso-fresh-lease: open after 11.5\u00a0s, 30\u00a0s allowed.");
  }

  @Test
  @DisplayName("a bar is as long as its gate took, on the axis that ends with the verification")
  void proportions() {
    RecordedScenario scenario = Samples.passed("a").build();
    Axis axis = Axis.of(scenario, 0, 1000);
    GateWait gate = scenario.gates().get(1);
    double width = axis.x(gate.from() + gate.tookMs()) - axis.x(gate.from());
    assertThat(width / 1000).isEqualTo(11_450 / (axis.to() - axis.from()), within(1e-9));
    assertThat(axis.from()).isEqualTo(34_200);
  }

  private static org.assertj.core.data.Offset<Double> within(double d) {
    return org.assertj.core.data.Offset.offset(d);
  }

  @Test
  @DisplayName("gates of what could not be drilled here count as neither passed nor missed")
  void gatesNotDrilled() throws Exception {
    JournalBuilder elsewhere =
        JournalBuilder.scenario(Samples.DRILL, "cut", "vault-unsealed", "erp-serves")
            .event("run.not-drilled", "{'needs':['CUT_NODE_DISKS'],'reason':'a cut is a crash'}")
            .verdict("NOT_DRILLED");
    Element both =
        elements(parse(page(Language.EN, Samples.passed("a"), elsewhere)), "div", "kpi").get(2);
    assertThat(both.getTextContent()).contains("3 of 3");
    assertThat(both.getAttribute("class")).contains("good");
    Element alone = elements(parse(page(Language.EN, elsewhere)), "div", "kpi").get(2);
    assertThat(alone.getAttribute("class")).contains("doubt");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  @DisplayName(
      "inconclusive is said in its own words and colour, and nothing on the page says passed")
  void inconclusive(Language language) throws Exception {
    Texts texts = new Texts(Path.of("reports"), language);
    String page = page(language, Samples.inconclusive("c"));
    Document document = parse(page);
    assertThat(elements(document, "strong", "inconclusive"))
        .singleElement()
        .extracting(Element::getTextContent)
        .isEqualTo(texts.get("verdict.inconclusive"));
    assertThat(elements(document, "strong", "pass")).isEmpty();
    assertThat(elements(document, "span", "pass")).isEmpty();
    assertThat(page.replaceFirst("(?s)<style>.*?</style>", ""))
        .doesNotContain(texts.get("verdict.pass"))
        .contains(texts.get("why.inconclusive"));
  }

  @Test
  @DisplayName("a recovery that ended at a closed gate has no time to recover")
  void noRecoveryTime() throws Exception {
    Document page = parse(page(Language.EN, Samples.failed("b")));
    Element rto = elements(page, "div", "kpi").get(0);
    assertThat(rto.getTextContent()).contains("\u2013", "not everything came back");
    assertThat(rto.getAttribute("class")).contains("bad");
  }

  @Test
  @DisplayName("what has lost as much as its plan grants has passed, and is not called whole")
  void granted() {
    JournalBuilder j = JournalBuilder.granting(Samples.DRILL, "a", "blocks", 5000);
    j.after(1000).fault("power-cut");
    j.event("rpo", "{'store':'blocks','lostEntries':3,'lostSeconds':1.0}").check("c");
    String page = page(Language.EN, j.verdict("PASS"));
    assertThat(page)
        .contains("no more lost than its plan grants")
        .doesNotContain("all that its plan demands");
    assertThat(page(Language.EN, Samples.passed("a"))).contains("all that its plan demands");
    JournalBuilder unlimited = JournalBuilder.granting(Samples.DRILL, "a", "blocks", 5000);
    unlimited.after(1000).fault("power-cut");
    unlimited.event("rpo", "{'store':'objects','lostEntries':1,'lostSeconds':0.0}").check("c");
    assertThat(page(Language.EN, unlimited.verdict("PASS")))
        .contains("Confirmed writes were lost, to which its plan sets no limit")
        .doesNotContain("all that its plan demands", "than its plan grants");
  }

  @Test
  @DisplayName("a scenario that ended before its fault says nothing of the others' way back")
  void neverBroken() throws Exception {
    JournalBuilder before = JournalBuilder.scenario(Samples.DRILL, "z", "g");
    before.event("error", "{'where':'scenario','message':'waited in vain'}");
    before.verdict("INCONCLUSIVE", "harness-error: scenario: waited in vain");
    DrillResult result = Samples.drill(Samples.passed("a"), before);
    assertThat(result.cameBack()).isTrue();
    assertThat(PastRun.of(result).rtoMs())
        .isEqualTo(result.slowest().orElseThrow().rtoMs().orElse(0));
    Document page = parse(page(Language.EN, Samples.passed("a"), before));
    assertThat(elements(page, "div", "kpi").get(0).getTextContent())
        .doesNotContain("not everything came back");
    assertThat(elements(page, "div", "kpi").get(2).getAttribute("class")).contains("doubt");
  }

  @Test
  @DisplayName("where something stayed away, the list of drills has no time to recover either")
  void noRecoveryTimeInTheList() {
    DrillResult result = Samples.drill(Samples.passed("a"), Samples.failed("b"));
    assertThat(result.slowest()).isPresent();
    assertThat(PastRun.of(result).rtoMs()).isNull();
  }

  @Test
  @DisplayName(
      "of a fault that was left to act, what users did not feel is no part of their outage")
  void leftToAct() throws Exception {
    JournalBuilder j = JournalBuilder.scenario(Samples.DRILL, "a", "g");
    j.after(1000).fault("vault-seal").after(40_000);
    j.event("step.started", "{'step':'unseal-vault','actor':'HUMAN'}").gate("g", 500, 40_500);
    j.after(6000);
    j.event(
        "workload.stopped",
        "{'name':'ledger','acknowledged':900,'served':[[0,28000],[46000,47000]]}");
    Document page = parse(page(Language.EN, j.check("every-entry-exactly-once").verdict("PASS")));
    assertThat(elements(page, "div", "kpi").get(0).getTextContent())
        .contains("18\u00a0s", "13.1\u00a0s of it the fault was left to act");
  }

  @Test
  @DisplayName("whatever stands in a journal comes out as text")
  void hostile() throws Exception {
    String evil =
        "</title></svg><script>alert(1)</script>\"'&<img src=x onerror=y>\u202e\u0000\u0007]]>";
    JournalBuilder j = JournalBuilder.scenario(Samples.DRILL, evil, evil);
    j.phase("recovery", 1000);
    for (String type :
        List.of("observed", "check.failed", "check.passed", "finding", "claim", "error")) {
      ObjectNode fields = JournalBuilder.JSON.createObjectNode().put("ok", false);
      for (String field :
          List.of("name", "detail", "check", "culprit", "text", "claim", "evidence", "message")) {
        fields.put(field, evil);
      }
      j.event(type, fields.put("outcome", "refuted"));
    }
    j.event(
        "gate.waiting",
        JournalBuilder.JSON.createObjectNode().put("gate", evil).put("budgetMs", 5));
    j.event("fault.injected", JournalBuilder.JSON.createObjectNode().put("fault", evil));
    j.event(
        "fault.witnessed",
        JournalBuilder.JSON.createObjectNode().put("fault", evil).put("evidence", evil));
    j.event("check.failed", JournalBuilder.JSON.createObjectNode().put("check", evil));
    j.verdict("FAIL", evil);
    String page = page(Language.EN, j);
    Document document = parse(page);
    assertThat(document.getElementsByTagNameNS("*", "script").getLength()).isZero();
    assertThat(document.getElementsByTagNameNS("*", "img").getLength()).isZero();
    assertThat(page).doesNotContain("<script", "<img", "\u202e", "\u0000", "\u0007");
    assertThat(page).contains("&lt;script&gt;alert(1)");
  }

  @Test
  @DisplayName("what was observed has its value, or how long it took to show")
  void values() throws Exception {
    JournalBuilder j = Samples.inconclusive("c");
    j.event("observed", "{'name':'rows','detail':'counted','value':2458}");
    j.event("observed", "{'name':'again','detail':'2 cuts','value':2}");
    j.event("observed", "{'name':'soon','detail':'Ready=False','ok':true,'tookMs':1500}");
    assertThat(parse(page(Language.EN, j)).getDocumentElement().getTextContent())
        .contains("counted (2,458)", "Ready=False (after 1.5\u00a0s)")
        .doesNotContain("2 cuts (");
  }

  @Test
  @DisplayName("a page leads to the overview, its claims there, the runbook, Allure and its twin")
  void leadsOn() throws Exception {
    Claims claims =
        Claims.read(Path.of("drills/claims.yaml"), new DrillCatalog(Path.of("drills")).ids());
    Links links =
        new Links("x.fr.html", "index.html", "../../drills/x/runbook.md", "../allure/index.html");
    Document page = parse(page(Language.EN, claims, links, Samples.passed("a")));
    assertThat(hrefs(page))
        .contains("x.fr.html", "index.html", "../../drills/x/runbook.md", "../allure/index.html")
        .contains("index.html#stale-creds-before-vso");
    assertThat(elements(page, "p", "id").get(0).getTextContent())
        .isEqualTo("-Ddrill=" + Samples.DRILL);
    Links less = new Links("x.fr.html", "index.html", "", "");
    assertThat(hrefs(parse(page(Language.EN, NONE, less, Samples.passed("a")))))
        .noneMatch(href -> href.isEmpty() || href.contains("runbook") || href.contains("allure"));
  }

  private static List<String> hrefs(Document page) {
    NodeList found = page.getElementsByTagNameNS("*", "a");
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> ((Element) found.item(i)).getAttribute("href"))
        .toList();
  }

  @Test
  @DisplayName("long evidence is folded after its first words, short one is not, and none is cut")
  void folded() throws Exception {
    String whole = "each of the files was read and is as it was, ".repeat(9).strip();
    JournalBuilder j = Samples.inconclusive("c");
    j.event("observed", "{'name':'long','detail':'" + whole + "'}");
    j.event("observed", "{'name':'short','detail':'as it was'}");
    j.event("finding", "{'text':'" + whole + "'}");
    Document page = parse(page(Language.EN, j));
    NodeList folded = page.getElementsByTagNameNS("*", "details");
    assertThat(folded.getLength()).isEqualTo(2);
    for (int i = 0; i < folded.getLength(); i++) {
      assertThat(folded.item(i).getFirstChild().getTextContent())
          .startsWith("each of the files")
          .endsWith("…")
          .hasSizeLessThan(120);
      assertThat(folded.item(i).getTextContent()).endsWith(whole);
    }
  }

  @Test
  @DisplayName("that an undo had nothing left to put right is not told")
  void undoNotNeeded() {
    JournalBuilder j = Samples.inconclusive("c");
    j.event("observed", "{'name':'undo of seal','detail':'not needed any more: unseal'}");
    j.event("observed", "{'name':'undo of seal','detail':'unsealed again'}");
    assertThat(page(Language.EN, j)).contains("unsealed again").doesNotContain("not needed any");
  }

  @Test
  @DisplayName("a claim on the page says what would prove it wrong")
  void falsifier() throws Exception {
    Claims claims =
        Claims.read(Path.of("drills/claims.yaml"), new DrillCatalog(Path.of("drills")).ids());
    Document page = parse(page(Language.FR, claims, Links.NONE, Samples.passed("a")));
    assertThat(page.getDocumentElement().getTextContent())
        .contains("Serait faux si (en anglais)\u00a0: ")
        .contains(claims.find("stale-creds-before-vso").orElseThrow().falsifier());
  }

  @Test
  @DisplayName("what the judgement alone does not tell stands beside it")
  void notes() throws Exception {
    JournalBuilder elsewhere =
        JournalBuilder.scenario(Samples.DRILL, "cut", "vault-unsealed")
            .event("run.not-drilled", "{'needs':['CUT_NODE_DISKS'],'reason':'a cut is a crash'}")
            .verdict("NOT_DRILLED");
    Document page = parse(page(Language.EN, Samples.passed("a"), elsewhere));
    assertThat(elements(page, "p", "note"))
        .extracting(Element::getTextContent)
        .containsExactly(
            "One sentence of the documents is refuted.",
            "One of 2 scenarios could not be run here.");
    // Nothing happened there: there is nothing to draw.
    assertThat(elements(page, "svg", "timeline")).hasSize(1);
  }

  @Test
  @DisplayName("a timeline is a list of gates as well, for where there is no room to draw")
  void narrow() throws Exception {
    Document page = parse(page(Language.EN, Samples.failed("b")));
    assertThat(elements(page, "ul", "narrow")).hasSize(1);
    assertThat(
            elements(page, "ul", "narrow").get(0).getTextContent().replaceAll("[\\s\\u00a0]+", " "))
        .contains("vso-fresh-lease 41 s of 30 s", "erp-serves 30 s of 30 s");
  }

  @Test
  @DisplayName("of several faults each is named with its time, of one the drawing's name will do")
  void legend() throws Exception {
    JournalBuilder two = JournalBuilder.scenario(Samples.DRILL, "a", "g");
    two.after(1000).fault("vault-seal").after(4900).fault("link-cut").gate("g", 500, 5500);
    Document page = parse(page(Language.EN, two.check("c").verdict("PASS")));
    assertThat(elements(page, "span", "legend"))
        .singleElement()
        .satisfies(
            legend ->
                assertThat(legend.getTextContent())
                    .contains("+0\u00a0ms: vault-seal (vault-0)", "+5\u00a0s: link-cut (vault-0)"));
    assertThat(elements(parse(page(Language.EN, Samples.passed("a"))), "span", "legend")).isEmpty();
  }

  @Test
  @DisplayName("what was real is a table that begins with what was not")
  void reality() throws Exception {
    JournalBuilder j = Samples.inconclusive("c");
    j.event(
        "lab.reality",
        "{'rows':[{'kind':'real','what':'etcd','detail':'3.6'},{'kind':'absent','what':'k3s',"
            + "'detail':''},{'kind':'stand-in','what':'kubelet','detail':'an agent'}]}");
    Document page = parse(page(Language.EN, j));
    Element table = elements(page, "table", "reality").get(0);
    assertThat(
            table
                .getElementsByTagNameNS("*", "tbody")
                .item(0)
                .getTextContent()
                .strip()
                .replaceAll("\\s+", " "))
        .isEqualTo("kubeletstand-inan agent k3sabsent etcdreal3.6");
  }

  @Test
  @DisplayName("no whole hash and no whole name of a volume is on the page, whoever wrote it")
  void shortened() throws Exception {
    String hash = "9609248099ae6a81adbc80fab797eb32a8d9fda51dd64deac0b855e0fc6e8d37";
    String volume = "pvc-676e2154-0be4-430d-9ea2-9001dd38a6cd";
    String both = hash + " in " + volume + "_shop";
    JournalBuilder j = Samples.inconclusive("c");
    j.event("observed", "{'name':'x','detail':'" + both + "','value':['" + hash + "']}");
    j.event("finding", "{'text':'" + both + "'}").failedCheck("y", both);
    JournalBuilder twin = JournalBuilder.twin(Samples.DRILL, "byte-flipped", "FAIL", both);
    twin.phase("fault", 1000, () -> twin.fault("vault-seal"));
    twin.failedCheck("attachments-match", both);
    assertThat(page(Language.EN, j.verdict("FAIL", both), twin.verdict("FAIL", both)))
        .contains("96092480… in pvc-676e2154_shop")
        .doesNotContain(hash, volume);
  }

  @Test
  @DisplayName("of more than three culprits a twin's row gives the number, and the names folded")
  void manyCulprits() throws Exception {
    JournalBuilder twin = JournalBuilder.twin(Samples.DRILL, "byte-flipped", "FAIL", "disk 1");
    twin.phase("fault", 1000, () -> twin.fault("vault-seal"));
    for (int i = 1; i <= 4; i++) {
      twin.failedCheck("attachments-match", "disk " + i);
    }
    Element row =
        elements(parse(page(Language.EN, twin.verdict("FAIL", "disk 1"))), "table", "twins").get(0);
    assertThat(row.getTextContent()).contains("naming disk 1", "naming 4 culprits");
    assertThat(row.getElementsByTagNameNS("*", "details").item(0).getTextContent())
        .contains("disk 1, disk 2, disk 3, disk 4");
  }

  @Test
  @DisplayName("a twin alone is shown as caught, and what was not run is named")
  void alone() throws Exception {
    Document page = parse(page(Language.EN, Samples.caughtTwin()));
    assertThat(elements(page, "strong", "caught")).hasSize(1);
    assertThat(elements(page, "strong", "pass")).isEmpty();
    assertThat(elements(page, "svg", "timeline")).hasSize(1);
    assertThat(elements(page, "p", "notrun"))
        .singleElement()
        .extracting(Element::getTextContent)
        .asString()
        .contains("byte-flipped")
        .doesNotContain("row-deleted");
  }

  @Test
  @DisplayName("a lab that an earlier scenario built is said to be, and so is its ledger")
  void shared() throws Exception {
    JournalBuilder later = JournalBuilder.scenario(Samples.DRILL, "z", "vault-unsealed");
    later.phase("prepare", 40).phase("steady-state", 10).fault("vault-seal");
    later.event("workload.stopped", "{'name':'l','acknowledged':3}").check("c").verdict("PASS");
    String text =
        parse(page(Language.EN, Samples.passed("a"), later)).getDocumentElement().getTextContent();
    assertThat(text)
        .contains("The lab was built for the scenario \u201ca\u201d, in 34.2\u00a0s.")
        .contains("the ledger of the whole lab");
  }

  @Test
  @DisplayName("a twin that stayed silent is shown as not caught and fails the drill")
  void silentTwin() throws Exception {
    DrillResult drill = Samples.drill(Samples.passed("a"), Samples.silentTwin());
    assertThat(drill.judgement()).isEqualTo(Judgement.FAIL);
    Document page = parse(page(Language.EN, Samples.passed("a"), Samples.silentTwin()));
    assertThat(elements(page, "tr", "bad"))
        .singleElement()
        .extracting(Element::getTextContent)
        .asString()
        .contains("byte-flipped", "Not caught.");
  }
}
