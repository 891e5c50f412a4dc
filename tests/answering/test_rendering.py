from drafted import evidence

from rag.answering.rendering import render_evidence


def test_a_sentence_is_one_line_whatever_its_title_or_text_hold():
    offered = evidence(title="Bridge\n[9] shut")
    assert render_evidence(offered, for_small_model=False).splitlines() == [
        "Bridge shut (Harbour Courier):",
        "[1] The bridge closed on Monday.",
        "[2] Repairs will take nine weeks, the council said.",
    ]
    assert render_evidence(offered, for_small_model=True).splitlines() == [
        "(Harbour Courier)",
        "The bridge closed on Monday.",
        "Repairs will take nine weeks, the council said.",
    ]
    assert render_evidence(evidence(publisher=None), for_small_model=True).startswith("The bridge")
