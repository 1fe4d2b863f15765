package firedrill.report;

import firedrill.claims.Claim;
import firedrill.claims.ClaimOutcome;
import firedrill.claims.Claims;
import firedrill.claims.Finding;
import firedrill.journal.Readable;
import firedrill.report.Overview.ClaimLine;
import firedrill.report.Overview.Document;
import firedrill.report.Overview.Section;
import firedrill.report.Page.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All claims of the documents with what has been found of each.
 *
 * @param findings by claim, the newest
 * @param pages file names of the share-outs that there are, by {@code <drill>-<run>}
 * @param runs whose folders are on this machine
 */
record ClaimBoard(
    Claims claims,
    Map<String, Finding> findings,
    Map<String, String> pages,
    Set<String> runs,
    Texts texts) {

  /** How many claims there are and who can decide them; how many were; and where. */
  List<String> lead() {
    long built = claims.all().stream().filter(c -> !c.byConstruction().isBlank()).count();
    List<Claim> decidable =
        claims.all().stream()
            .filter(c -> c.byConstruction().isBlank() && c.reason().isBlank())
            .toList();
    int all = claims.all().size();
    List<Claim> others = decidable.stream().filter(c -> !isSeenBothWays(c)).toList();
    int both = decidable.size() - others.size();
    long here = findings.values().stream().filter(this::isHere).count();
    return List.of(
        texts.get(
            "overview.lead",
            texts.number(all),
            texts.number(decidable.size()),
            texts.number(built),
            texts.number(all - built - decidable.size())),
        texts.count("overview.headline", both, texts.number(decidable.size())) + rest(others),
        texts.get("overview.whence", texts.number(here), texts.number(findings.size() - here)));
  }

  private boolean isSeenBothWays(Claim claim) {
    Finding found = findings.get(claim.id());
    return found != null && !found.otherAnswerSeenIn().isEmpty();
  }

  /** What has come out of the others instead, so that the numbers add up. */
  private String rest(List<Claim> others) {
    Map<String, Long> counts =
        others.stream()
            .collect(Collectors.groupingBy(this::shortfall, TreeMap::new, Collectors.counting()));
    return counts.isEmpty()
        ? ""
        : " "
            + texts.get(
                "overview.rest",
                counts.entrySet().stream()
                    .map(e -> texts.get("join.colon", e.getKey(), texts.number(e.getValue())))
                    .collect(Collectors.joining(", ")));
  }

  private String shortfall(Claim claim) {
    Finding found = findings.get(claim.id());
    return found != null && found.isSeenOneWay()
        ? texts.get("overview.one-way")
        : texts.get("overview.rest." + outcome(claim));
  }

  List<Entry> outcomes() {
    Map<String, Long> counts =
        claims.all().stream().collect(Collectors.groupingBy(this::outcome, Collectors.counting()));
    return Arrays.stream(ClaimOutcome.values())
        .sorted(Comparator.reverseOrder())
        .map(o -> new Entry(o.key(), texts.number(counts.getOrDefault(o.key(), 0L))))
        .toList();
  }

  private String outcome(Claim claim) {
    Finding found = findings.get(claim.id());
    if (found != null) {
      return found.outcome().replace(' ', '-');
    }
    return (claim.byConstruction().isBlank()
            ? ClaimOutcome.UNDECIDED
            : ClaimOutcome.BY_CONSTRUCTION)
        .key();
  }

  List<Document> documents() {
    Map<String, Map<String, List<ClaimLine>>> all = new LinkedHashMap<>();
    for (Claim claim : claims.all()) {
      all.computeIfAbsent(claim.source().document(), d -> new LinkedHashMap<>())
          .computeIfAbsent(claim.source().section(), s -> new ArrayList<>())
          .add(line(claim));
    }
    return all.entrySet().stream()
        .map(
            document ->
                new Document(
                    document.getKey(),
                    document.getValue().entrySet().stream()
                        .map(section -> new Section(section.getKey(), section.getValue()))
                        .toList()))
        .toList();
  }

  private ClaimLine line(Claim claim) {
    Optional<Finding> found = Optional.ofNullable(findings.get(claim.id()));
    return new ClaimLine(
        claim.id(),
        texts.of(claim.text()),
        outcome(claim),
        texts.of(claim.byConstruction().isBlank() ? claim.reason() : claim.byConstruction()),
        texts.of(claim.note()),
        found.map(Finding::evidence).orElse(List.of()).stream().map(Passage::ofJournal).toList(),
        claim.falsifier(),
        found.map(this::otherwise).orElse(""),
        found
            .filter(f -> !isHere(f))
            .map(f -> texts.get("claim.recorded", texts.day(f.date())))
            .orElse(""),
        found.map(this::origin).orElse(""),
        found.map(this::page).orElse(""));
  }

  private String otherwise(Finding f) {
    return f.isSeenOneWay()
        ? texts.get("claim.one-way")
        : f.otherAnswerSeenIn().isEmpty()
            ? ""
            : texts.get("overview.otherwise", String.join(", ", f.otherAnswerSeenIn()));
  }

  private String origin(Finding f) {
    return texts.get(
        "overview.origin",
        f.scenario(),
        f.run(),
        f.seed(),
        Readable.of(f.commit()),
        f.date(),
        f.sandbox());
  }

  /** Whether one can look at it here, and not only at what is recorded of it. */
  private boolean isHere(Finding f) {
    return runs.contains(f.run()) || !page(f).isEmpty();
  }

  private String page(Finding f) {
    return pages.getOrDefault(f.drill() + "-" + f.run(), "");
  }
}
