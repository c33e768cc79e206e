"""Which parts serve one page only? Each stands in the folder of that page's name; Streamlit opens none of them."""
