package firedrill.guard;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a path is written into a message. A short token looks like any other step of a path, so of a
 * web address only words of the APIs that the lab speaks are shown, and the names of Kubernetes'
 * objects, which are no secrets; of a path of this machine each step that looks like a name.
 */
final class ShownPath {
  private static final String HIDDEN = "…";

  /** A step that is surely a name: short, and no long run of mixed characters. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~@:\\[\\] -]{1,253}");

  // Vault's tokens begin so since 1.10; the shorter forms are older.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(hv[sbr]|[sbr])\\..*|(?=.*[0-9])(?=.*[A-Za-z]).*[A-Za-z0-9_]{20,}.*"
              + "|(xox[a-z]|gh[a-z]|glpat|github_pat|sk|AKIA|ASIA)[-_A-Z0-9].{8,}|eyJ.{5,}"
              // An id that stands alone may be a secret's; a volume's is pvc-….
              + "|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
              + "|(?=.*[a-z])(?=.*[A-Z])[A-Za-z]{24,}");

  /** Of one or two letters, or the version of an API. */
  private static final Pattern SHORT = Pattern.compile("[A-Za-z]{0,2}|-|v[0-9]{1,2}([a-z]+[0-9])?");

  /** Objects of Kubernetes, up to where what is behind a proxy begins. */
  private static final Pattern OBJECTS =
      Pattern.compile(
          "/api/v1/(namespaces|pods|nodes|services|secrets|configmaps|events|endpoints"
              + "|persistentvolumes|persistentvolumeclaims|serviceaccounts)(/.*)?|/apis/.*");

  private static final Pattern WORD = Pattern.compile("[^\\s\"':,;=]+");

  private static final Set<String> WORDS =
      Set.of(
          """
          acl admin alertmanagers alerts api apis apps archive attach auth authorize batch blobs
          branches buildinfo ca callback cluster commits compare config configmaps configuration
          contents create creds crl cubbyhole data database debug delete delete_series
          deployments endpoints entity events exec federate flags generate-root git
          git-receive-pack git-upload-pack group ha-status heal health healthy healthz heap hooks
          identity index.html info init initialize internal issue issues jobs keys kube-system
          kubernetes label labels leader leases lfs list live livez log login logout lookup
          lookup-accessor lookup-self metadata metrics minio mounts namespaces nodes oauth oauth2
          objects openapi orgs persistentvolumeclaims persistentvolumes pki pods policies policy
          portforward pprof profile proxy pulls query query_range quit quitquitquit raft rand raw
          read ready readyz refs rekey reload releases renew renew-self repos restart revoke
          revoke-self role roles rotate routers rules run runtimeinfo scale seal seal-status
          search secret secrets series services settings shutdown sign signing_key.pub snapshot
          start status step-down stop storage storageclasses sys tags targets team teams token
          tokens tools transit trees tsdb ui unseal unwrap user userpass users values version
          volumes wrap wrapping write\
          """
              .split("\\s+"));

  private ShownPath() {}

  /** Of a web address. */
  static String web(String path) {
    String[] steps = path.split("/", -1);
    boolean names = OBJECTS.matcher(path).matches();
    for (int i = 0; i < steps.length; i++) {
      names = names && !steps[i].equals("proxy");
      if (!isWord(steps[i]) && !(names && isObject(steps[i]))) {
        steps[i] = HIDDEN;
      }
    }
    return String.join("/", steps);
  }

  /** Of this machine, or the host that stands before a path. */
  static String local(String path) {
    String[] steps = path.split("/", -1);
    for (int i = 0; i < steps.length; i++) {
      steps[i] = step(steps[i]);
    }
    return String.join("/", steps);
  }

  /** Of any text, without the words that may be tokens. */
  static String words(String text) {
    return WORD.matcher(text)
        .replaceAll(
            word ->
                TOKEN.matcher(word.group()).matches()
                    ? HIDDEN
                    : Matcher.quoteReplacement(word.group()));
  }

  /** A single one, such as a host. */
  static String step(String step) {
    return step.isEmpty() || isName(step) ? step : HIDDEN;
  }

  private static boolean isWord(String step) {
    return SHORT.matcher(step).matches() || WORDS.contains(step.toLowerCase(Locale.ROOT));
  }

  /** As RFC 1123 has it. */
  private static boolean isObject(String step) {
    return isName(step) && step.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
  }

  private static boolean isName(String step) {
    return NAME.matcher(step).matches() && !TOKEN.matcher(step).matches();
  }
}
