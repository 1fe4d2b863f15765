package firedrill.sandbox.local.agent;

import java.util.Map;

/** The {@code $(VAR)} syntax of command, args and env (k8s.io/kubernetes/third_party/expansion). */
final class Expansion {

  private Expansion() {}

  /** {@code $$} is a literal dollar; an unknown variable stays as it is written. */
  static String expand(String input, Map<String, String> variables) {
    StringBuilder out = new StringBuilder(input.length());
    int i = 0;
    while (i < input.length()) {
      char c = input.charAt(i);
      if (c != '$' || i + 1 == input.length()) {
        out.append(c);
        i++;
        continue;
      }
      char next = input.charAt(i + 1);
      int close = next == '(' ? input.indexOf(')', i + 2) : -1;
      if (next == '$') {
        out.append('$');
        i += 2;
      } else if (close > 0) {
        String name = input.substring(i + 2, close);
        String value = variables.get(name);
        out.append(value != null ? value : "$(" + name + ")");
        i = close + 1;
      } else {
        out.append(c).append(next);
        i += 2;
      }
    }
    return out.toString();
  }
}
