import { byId } from './dom.ts'

const id = decodeURIComponent(location.pathname.split('/').at(-1) ?? '')
byId('title').textContent = `Service ticket #${id}`
document.title = `Service ticket #${id}`
byId('back').addEventListener('click', () => history.back())
