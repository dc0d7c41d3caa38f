"""What a figure says."""

import matplotlib.pyplot as plt


def texts(fig) -> str:
    """All words of a drawn figure."""
    fig.canvas.draw()
    return " ".join(" ".join(t.get_text().split()) for t in fig.findobj(plt.Text))
