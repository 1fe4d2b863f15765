/** From a journal to a verdict, and nothing but the journal. */
package firedrill.verdict;
